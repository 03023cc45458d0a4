package io.meridian.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A self-signed certificate made by the JDK's keytool, for a fake upstream that speaks TLS. Immutable. */
public final class FakeUpstreamCertificate {
    private static final String PASSWORD = "changeit";

    private final Path store;
    private final Path pem;

    private FakeUpstreamCertificate(Path store, Path pem) {
        this.store = store;
        this.pem = pem;
    }

    /**
     * Makes one in that folder.
     *
     * @param subject what it is for, like {@code ip:127.0.0.1} or {@code dns:localhost}
     */
    public static FakeUpstreamCertificate of(Path folder, String subject) {
        return make(folder, subject, "-validity", "30");
    }

    /** The same, but its time was over years ago. */
    public static FakeUpstreamCertificate expired(Path folder, String subject) {
        return make(folder, subject, "-startdate", "2020/01/01 00:00:00", "-validity", "30");
    }

    private static FakeUpstreamCertificate make(Path folder, String subject, String... validity) {
        String name = "upstream-" + System.nanoTime();
        Path store = folder.resolve(name + ".p12");
        Path pem = folder.resolve(name + ".pem");
        List<String> generate = new ArrayList<>(List.of("-genkeypair", "-keyalg", "EC", "-dname", "CN=fake upstream"));
        generate.addAll(List.of("-ext", "san=" + subject, "-ext", "bc:c"));
        generate.addAll(List.of(validity));
        keytool(store, generate);
        keytool(store, List.of("-exportcert", "-rfc", "-file", pem.toString()));
        return new FakeUpstreamCertificate(store, pem);
    }

    /** The certificate as a bundle that makes clients trust it. */
    public Path pem() {
        return pem;
    }

    /** For {@link FakeUpstream#startTls}. */
    public SSLContext context() {
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keys, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), null, null);
            return context;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static void keytool(Path store, List<String> arguments) {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        List<String> command = Stream.of(
                        List.of(tool.toString()),
                        arguments,
                        List.of("-alias", "upstream", "-keystore", store.toString(), "-storepass", PASSWORD))
                .flatMap(List::stream)
                .toList();
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("keytool: " + said);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
