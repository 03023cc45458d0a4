package io.meridian.running;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A gateway in a process of its own, on a port of its own choice, which its log tells. Used by one thread. */
final class RunningServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Process process;
    private final Path log;
    private final Launch launch;

    private RunningServer(Process process, Path log, Launch launch) {
        this.process = process;
        this.log = log;
        this.launch = launch;
    }

    /** Returns as soon as the process runs. */
    static RunningServer start(Launch launch) {
        try {
            Path log = Files.createTempFile(launch.directory(), "server", ".log");
            ProcessBuilder builder = new ProcessBuilder(launch.command())
                    .directory(launch.directory().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            // whatever the machine sets for a gateway of its own must not reach this one
            builder.environment()
                    .keySet()
                    .removeIf(name -> name.matches("(LITELLM|MERIDIAN|DATABASE|REDIS)_.*|PORT|HOST"));
            builder.environment().putAll(launch.environment());
            return new RunningServer(builder.start(), log, launch);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Returns when the gateway says it is ready. */
    static RunningServer ready(Launch launch) {
        RunningServer server = start(launch);
        try {
            Client client = server.client();
            server.await("readiness", () -> client.status("/health/readiness") == 200);
            return server;
        } catch (RuntimeException | Error failure) {
            server.close();
            throw failure;
        }
    }

    /** For requests below the context path; waits until the port is known. */
    Client client() {
        await("port", () -> port() != null);
        return new Client(URI.create("http://127.0.0.1:" + port() + launch.contextPath()), launch.masterKey());
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** The exit code of a process that ends by itself or is ending. */
    int exitCode() {
        try {
            if (process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                return process.exitValue();
            }
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
        throw new AssertionError("still running:\n" + log());
    }

    void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0 || !process.isAlive()) {
                throw new AssertionError("no " + what + ":\n" + log());
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        exitCode();
    }

    private @Nullable String port() {
        Matcher matcher = Pattern.compile(launch.portInLog()).matcher(log());
        return matcher.find() ? matcher.group(1) : null;
    }
}
