package io.meridian.running;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The ways to run the packaged WAR. */
enum Way {
    EXECUTABLE(0) {
        @Override
        Launch launch(Setup setup) {
            List<String> command = List.of(
                    java(),
                    "-Dmeridian.cache=" + WAR.resolveSibling("unpacked"),
                    "-jar",
                    WAR.toString(),
                    "--port=0",
                    "--host=127.0.0.1",
                    "--config=" + setup.config(),
                    "--context-path=" + setup.contextPath());
            return new Launch(
                    command,
                    setup.environment(),
                    setup.directory(),
                    setup.contextPath(),
                    "ready on http://127.0.0.1:(\\d+)",
                    "stopping");
        }
    },

    JETTY_HOME(143) {
        @Override
        Launch launch(Setup setup) {
            Path base = setup.directory().resolve("jetty-base");
            copy(Path.of("jetty-base"), base);
            Map<String, String> environment = new HashMap<>(setup.environment());
            environment.put("CONFIG_FILE_PATH", setup.config().toString());
            List<String> command = new ArrayList<>(List.of(
                    java(), "-jar", server("jetty-home").resolve("start.jar").toString(), "jetty.http.port=0"));
            command.add("jetty.base=" + base);
            command.add("meridian.war=" + WAR);
            if (!setup.contextPath().equals("/")) {
                command.add("meridian.contextPath=" + setup.contextPath());
            }
            return new Launch(
                    command,
                    environment,
                    base,
                    setup.contextPath(),
                    "Started oejs.ServerConnector.*:(\\d+)}",
                    "Stopped oejs.Server@");
        }
    },

    TOMCAT(143) {
        @Override
        Launch launch(Setup setup) {
            return tomcat(setup, "");
        }
    },

    /** With the attributes its log recommends. */
    TOMCAT_AS_ADVISED(143) {
        @Override
        Launch launch(Setup setup) {
            return tomcat(setup, " useVirtualThreads=\"true\" encodedSolidusHandling=\"passthrough\"");
        }
    };

    static final Path WAR =
            Path.of(System.getProperty("meridian.war", "target/meridian.war")).toAbsolutePath();
    private static final Path SERVERS =
            Path.of(System.getProperty("meridian.servers", "target/servers")).toAbsolutePath();

    /** Where to run, under which path, with which configuration file and environment. */
    record Setup(Path directory, String contextPath, Path config, Map<String, String> environment) {
        Setup with(String variable, String value) {
            Map<String, String> more = new HashMap<>(environment);
            more.put(variable, value);
            return new Setup(directory, contextPath, config, more);
        }
    }

    private final int codeAfterSigterm;

    Way(int codeAfterSigterm) {
        this.codeAfterSigterm = codeAfterSigterm;
    }

    abstract Launch launch(Setup setup);

    int codeAfterSigterm() {
        return codeAfterSigterm;
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    static Path server(String name) {
        try (Stream<Path> servers = Files.list(SERVERS)) {
            return servers.filter(path -> path.getFileName().toString().contains(name))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** As it comes, but for the ports. */
    private static Launch tomcat(Setup setup, String attributes) {
        Path home = server("tomcat");
        Path base = setup.directory().resolve("tomcat");
        copy(home.resolve("conf"), base.resolve("conf"));
        try {
            for (String folder : List.of("webapps", "logs", "temp", "work")) {
                Files.createDirectories(base.resolve(folder));
            }
            Path file = base.resolve("conf").resolve("server.xml");
            Files.writeString(
                    file,
                    Files.readString(file)
                            .replace("<Server port=\"8005\"", "<Server port=\"-1\"")
                            // looks for a changed WAR every second
                            .replace("<Engine name", "<Engine backgroundProcessorDelay=\"1\" name")
                            .replace("<Connector port=\"8080\"", "<Connector port=\"0\"" + attributes));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        String name =
                setup.contextPath().equals("/") ? "ROOT" : setup.contextPath().substring(1);
        copy(WAR, base.resolve("webapps").resolve(name + ".war"));
        Map<String, String> environment = new HashMap<>(setup.environment());
        environment.put("CONFIG_FILE_PATH", setup.config().toString());
        environment.put("CATALINA_BASE", base.toString());
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        return new Launch(
                List.of("sh", home.resolve("bin").resolve("catalina.sh").toString(), "run"),
                environment,
                base,
                setup.contextPath(),
                "Starting ProtocolHandler \\[\"http-nio-auto-\\d+-(\\d+)",
                "Pausing ProtocolHandler");
    }

    static void copy(Path source, Path target) {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path copied = target.resolve(source.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copied);
                } else if (!file.toString().endsWith(".war") || file.equals(WAR)) {
                    Files.copy(file, copied);
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
