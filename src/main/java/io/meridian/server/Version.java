package io.meridian.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** Which release this is, as the build wrote it down. */
final class Version {
    private Version() {}

    static String ours() {
        try (InputStream stream = Objects.requireNonNull(Version.class.getResourceAsStream("version.properties"))) {
            Properties properties = new Properties();
            properties.load(stream);
            return Objects.requireNonNull(properties.getProperty("version"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
