package io.meridian.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import redis.clients.jedis.Jedis;
import redis.embedded.RedisServer;

/** A Redis of one's own on a free port: started, paused, stopped by the test that needs that. */
public final class TestRedis implements AutoCloseable {
    private final RedisServer server;
    private final URI uri;
    private String pid = "";

    private TestRedis(RedisServer server, URI uri) {
        this.server = server;
        this.uri = uri;
    }

    public static TestRedis start() {
        return start(freePort());
    }

    public static TestRedis start(int port) {
        try {
            RedisServer server = RedisServer.newRedisServer()
                    .port(port)
                    .bind("127.0.0.1")
                    .setting("save \"\"")
                    .setting("appendonly no")
                    .build();
            server.start();
            return new TestRedis(server, URI.create("redis://127.0.0.1:" + port));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A Redis shared by all tests of this JVM; {@code TEST_REDIS_URL} names one that is already there. */
    public static URI shared() {
        return Shared.URI_OF_ALL;
    }

    public URI uri() {
        return uri;
    }

    /** The process does not answer any more, but its connections stay open. */
    public void pause() {
        pid = askPid();
        signal("-STOP");
    }

    public void resume() {
        signal("-CONT");
        pid = "";
    }

    @Override
    public void close() {
        resume();
        try {
            server.stop();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void signal(String signal) {
        if (!pid.isEmpty()) {
            run("kill", signal, pid);
        }
    }

    /** Asked of itself, because it rewrites its command line into one that the JDK does not see. */
    private String askPid() {
        try (Jedis client = new Jedis(uri)) {
            return client.info("server")
                    .lines()
                    .filter(line -> line.startsWith("process_id:"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void run(String... command) {
        try {
            if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static final class Shared {
        private static final URI URI_OF_ALL = find();

        private static URI find() {
            String given = System.getenv("TEST_REDIS_URL");
            if (given != null) {
                return URI.create(given);
            }
            TestRedis redis = start();
            Runtime.getRuntime().addShutdownHook(new Thread(redis::close));
            return redis.uri();
        }
    }
}
