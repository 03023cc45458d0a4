package io.meridian.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** The keys of a development gateway, generated at its first start and kept; immutable. */
final class DevelopmentKeys {
    private static final String MASTER_KEY = "LITELLM_MASTER_KEY";
    private static final String SALT_KEY = "LITELLM_SALT_KEY";

    private final Map<String, String> environment = new LinkedHashMap<>();
    private final String notice;

    private DevelopmentKeys(Path home) throws IOException {
        Path master = home.resolve("master-key");
        boolean first = !Files.exists(master);
        if (System.getenv(MASTER_KEY) != null) {
            notice = "The master key is the one " + MASTER_KEY + " names.";
        } else {
            environment.put(MASTER_KEY, kept(master, "sk-"));
            notice = first
                    ? "The master key, shown this once and kept in " + master + ": " + environment.get(MASTER_KEY)
                    : "The master key stands in " + master + ".";
        }
        if (System.getenv(SALT_KEY) == null) {
            environment.put(SALT_KEY, kept(home.resolve("salt-key"), ""));
        }
    }

    static DevelopmentKeys in(Path home) throws IOException {
        return new DevelopmentKeys(home);
    }

    Map<String, String> environment() {
        return environment;
    }

    /** What to tell the developer. */
    String notice() {
        return notice;
    }

    private static String kept(Path file, String prefix) throws IOException {
        if (!Files.exists(file)) {
            byte[] random = new byte[24];
            new SecureRandom().nextBytes(random);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(
                    file, prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(random));
        }
        return Files.readString(file).strip();
    }
}
