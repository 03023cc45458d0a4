package io.meridian.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A gateway as operators run it, in a process that can be asked to stop, and killed. Used by one thread. */
public final class ServerProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration GLANCE = Duration.ofMillis(5);

    private final Process process;
    private final Path log;

    private ServerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Returns as soon as the process runs, which is long before it serves. */
    public static ServerProcess start(Path folder, List<String> command, Map<String, String> environment) {
        try {
            Path log = Files.createTempFile(folder, "server", ".log");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            // what the machine sets for a gateway of its own must not reach this one
            builder.environment()
                    .keySet()
                    .removeIf(name -> name.matches("(LITELLM|MERIDIAN|DATABASE|REDIS)_.*|PORT|HOST"));
            builder.environment().putAll(environment);
            return new ServerProcess(builder.start(), log);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** What the first group of this pattern captures in the log, as soon as it does. */
    public String said(String what, Pattern pattern) {
        await(what, () -> pattern.matcher(log()).find());
        Matcher said = pattern.matcher(log());
        if (!said.find()) {
            throw new AssertionError(log());
        }
        return said.group(1);
    }

    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** SIGKILL, its children first; returns when nothing is left of it. */
    public void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        exitCode();
    }

    /** The exit code of a process that ends by itself or is ending. */
    public int exitCode() {
        try {
            if (process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                return process.exitValue();
            }
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
        throw new AssertionError("still running:\n" + log());
    }

    /** Returns when the condition holds; fails if it does not in time, or the process ends before. */
    public void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0 || !process.isAlive()) {
                throw new AssertionError("no " + what + ":\n" + log());
            }
            LockSupport.parkNanos(GLANCE.toNanos());
        }
    }

    @Override
    public void close() {
        kill();
    }
}
