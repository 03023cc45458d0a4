package io.meridian.embedded;

import io.meridian.embedded.Arguments.Misused;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where {@code java -jar meridian.war} arrives after unpacking: one gateway, from start to SIGTERM, or one command.
 */
public final class ServerMain {
    private ServerMain() {}

    /** Exit codes: 0 stopped in order, 1 could not start, 2 misused. */
    public static void main(String[] words) {
        LastingLogs.configure();
        if (words.length > 0 && !words[0].startsWith("-")) {
            command(words);
            return;
        }
        Arguments arguments;
        try {
            arguments = Arguments.parse(List.of(words), System::getenv);
        } catch (Misused misused) {
            System.err.println(misused.getMessage());
            System.err.print(Arguments.USAGE);
            System.exit(2);
            return;
        }
        switch (arguments.wish()) {
            case HELP -> System.out.print(Arguments.USAGE);
            case VERSION -> System.out.println("Meridian " + version());
            case SERVE -> serve(arguments);
        }
    }

    /** By name: this side of the container sees nothing of the gateway's classes. It ends the process. */
    private static void command(String[] words) {
        try {
            Class.forName("io.meridian.server.CommandLine")
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) words);
        } catch (ReflectiveOperationException failure) {
            System.err.println("The command could not be done:");
            failure.printStackTrace();
            System.exit(1);
        }
    }

    private static void serve(Arguments arguments) {
        Map<String, String> parameters = new HashMap<>();
        arguments.config().ifPresent(file -> parameters.put("meridian.config", file.toString()));
        try {
            EmbeddedServer server = EmbeddedServer.start(arguments, parameters);
            stopWithProcess(server::stop);
            System.out.println("Meridian " + version() + " ready on " + server.address());
        } catch (StartFailure failure) {
            failure.report();
            System.exit(1);
        }
    }

    /**
     * Stops on SIGTERM and Ctrl-C. The JVM would end with 143 after an orderly stop, which supervisors take for a
     * failure; so the hook, when all is done, ends it with 0.
     */
    static void stopWithProcess(AutoCloseable server) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            int code = 0;
                            System.out.println("Meridian is stopping; running calls may finish.");
                            try {
                                server.close();
                            } catch (Exception failure) {
                                System.err.println("Meridian did not stop in order: " + failure);
                                code = 1;
                            }
                            System.out.flush();
                            Runtime.getRuntime().halt(code);
                        },
                        "meridian-stop"));
    }

    static String version() {
        return Optional.ofNullable(ServerMain.class.getPackage().getImplementationVersion())
                .orElse("(development)");
    }
}
