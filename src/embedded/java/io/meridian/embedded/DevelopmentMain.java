package io.meridian.embedded;

import io.meridian.embedded.Arguments.Misused;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A gateway for developers: stores of its own, which keep their data in the project's folder {@code .meridian}, and a
 * sample configuration with a model that needs no account. Not part of the WAR.
 */
public final class DevelopmentMain {
    private static final Path SAMPLE = Path.of("src", "embedded", "development", "config.yaml");

    private DevelopmentMain() {}

    /** The project's folder, then options in one word or several. */
    public static void main(String[] words) throws IOException {
        LastingLogs.configure();
        Path project = Path.of(words[0]).toAbsolutePath();
        try {
            Arguments arguments = Arguments.parse(
                    Stream.of(words)
                            .skip(1)
                            .flatMap(word -> Stream.of(word.split("\\s+")))
                            .filter(word -> !word.isEmpty())
                            .toList(),
                    System::getenv);
            if (arguments.wish() == Arguments.Wish.SERVE) {
                serve(project, arguments);
            } else {
                System.out.print(Arguments.USAGE);
            }
        } catch (Misused misused) {
            System.err.println(misused.getMessage());
            System.err.print(Arguments.USAGE);
            System.exit(2);
        }
    }

    @SuppressWarnings({"resource", "NullAway"}) // the lock is held until the process ends
    private static void serve(Path project, Arguments arguments) throws IOException {
        Path home = project.resolve(".meridian");
        if (!Files.isDirectory(home)) {
            // keys are kept here
            Files.createDirectory(
                    home, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        FileChannel lock = FileChannel.open(home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (lock.tryLock() == null) {
            System.err.println("A development gateway is already running on " + home + ".");
            System.exit(1);
        }
        DevelopmentKeys keys = DevelopmentKeys.in(home);
        DevelopmentStores stores = DevelopmentStores.start(home, System.getenv());
        Path config = DevelopmentConfig.write(
                home,
                arguments.config().orElse(project.resolve(SAMPLE)),
                List.of(
                        keys.environment(),
                        stores.environment(),
                        Map.of("MERIDIAN_DATA_DIR", home.resolve("journal").toString())));
        try {
            EmbeddedServer server = EmbeddedServer.start(
                    arguments, Map.of("meridian.config", config.toString(), "meridian.development", "true"));
            ServerMain.stopWithProcess(() -> {
                server.stop();
                stores.close();
            });
            System.out.println("Meridian ready on " + server.address());
            System.out.println(keys.notice());
        } catch (StartFailure failure) {
            failure.report();
            stores.close();
            System.exit(1);
        }
    }
}
