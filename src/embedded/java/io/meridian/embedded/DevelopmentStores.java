package io.meridian.embedded;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import redis.embedded.RedisServer;

/**
 * PostgreSQL and Redis for development, with data that outlive them. A store the environment names is used instead; one
 * that cannot run here is done without, which the gateway allows. Used by one thread.
 */
final class DevelopmentStores implements AutoCloseable {
    private final Path home;
    private final Map<String, String> environment = new HashMap<>();
    private final Deque<AutoCloseable> running = new ArrayDeque<>();

    private DevelopmentStores(Path home) {
        this.home = home;
    }

    static DevelopmentStores start(Path home, Map<String, String> given) {
        DevelopmentStores stores = new DevelopmentStores(home);
        if (!given.containsKey("DATABASE_URL")) {
            stores.attempt("PostgreSQL", "DATABASE_URL", stores::startPostgres);
        }
        if (!given.containsKey("REDIS_URL") && !given.containsKey("REDIS_HOST")) {
            stores.attempt("Redis", "REDIS_URL", stores::startRedis);
        }
        return stores;
    }

    /** What the gateway has to know to reach them. */
    Map<String, String> environment() {
        return environment;
    }

    @Override
    public void close() {
        while (!running.isEmpty()) {
            try {
                running.pop().close();
            } catch (Exception failure) {
                System.err.println("A store did not stop in order: " + failure);
            }
        }
    }

    private interface Start {
        String start() throws Exception;
    }

    private void attempt(String name, String variable, Start start) {
        try {
            environment.put(variable, start.start());
        } catch (Exception | LinkageError failure) {
            System.err.println("Going on without " + name + ", which cannot run here: " + failure);
            System.err.println("Set " + variable + " to use one of your own.");
        }
    }

    private String startPostgres() throws IOException {
        Path data = home.resolve("postgres");
        endLeftover(data.resolve("postmaster.pid"));
        ProcessBuilder.Redirect log =
                ProcessBuilder.Redirect.appendTo(home.resolve("postgres.log").toFile());
        EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(Duration.ofSeconds(60))
                .setOutputRedirector(log)
                .setErrorRedirector(log)
                .start();
        running.push(postgres);
        return "postgresql://postgres:postgres@127.0.0.1:" + postgres.getPort() + "/postgres";
    }

    private String startRedis() throws IOException {
        Path data = Files.createDirectories(home.resolve("redis"));
        Path pid = data.resolve("redis.pid");
        endLeftover(pid);
        int port = freePort();
        RedisServer redis = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("dir \"" + data + "\"")
                .setting("pidfile \"" + pid + "\"")
                .setting("appendonly yes")
                .build();
        redis.start();
        running.push(redis::stop);
        return "redis://127.0.0.1:" + port;
    }

    /** A store whose gateway was killed still runs on the files that the next one needs. */
    private static void endLeftover(Path pidFile) throws IOException {
        if (!Files.exists(pidFile)) {
            return;
        }
        long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
        ProcessHandle process = ProcessHandle.of(pid).orElse(null);
        boolean store = process != null
                && process.info()
                        .command()
                        .map(Path::of)
                        .map(command -> command.getFileName().toString())
                        .filter(command -> command.startsWith("postgres") || command.startsWith("redis"))
                        .isPresent();
        if (process == null || !store) {
            return;
        }
        process.destroy();
        try {
            process.onExit().get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException failure) {
            throw new IOException("process " + pid + " still runs on the files of " + pidFile.getParent(), failure);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
