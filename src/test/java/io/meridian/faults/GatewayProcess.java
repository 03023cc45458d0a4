package io.meridian.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
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

/** The gateway as operators run it, in a process that can be killed. Used by one thread. */
final class GatewayProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Pattern READY = Pattern.compile("ready on (http://127\\.0\\.0\\.1:\\d+)");
    /** Made for starting soon: most of its lives are over before a good compiler would have paid. */
    private static final List<String> FLAGS = List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private final Process process;
    private final Path log;

    private GatewayProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Returns as soon as the process runs, which is long before it serves. */
    static GatewayProcess start(Path folder, Path config, Map<String, String> environment) {
        try {
            Path log = Files.createTempFile(folder, "gateway", ".log");
            List<String> arguments =
                    List.of("-jar", war().toString(), "--host=127.0.0.1", "--port=0", "--config=" + config);
            String java =
                    Path.of(System.getProperty("java.home"), "bin", "java").toString();
            ProcessBuilder builder = new ProcessBuilder(java)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.command().addAll(FLAGS);
            builder.command().addAll(arguments);
            // what the machine sets for a gateway of its own must not reach this one
            builder.environment().keySet().removeIf(name -> name.matches("(LITELLM|MERIDIAN|DATABASE|REDIS)_.*"));
            builder.environment().putAll(environment);
            return new GatewayProcess(builder.start(), log);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Path war() {
        Path war = Path.of(System.getProperty("meridian.war", "target/meridian.war"));
        if (!Files.exists(war)) {
            throw new IllegalStateException("there is no " + war + " to start: run this test through mvn verify");
        }
        return war.toAbsolutePath();
    }

    /** Where it serves, as soon as it does. */
    URI ready() {
        await("start", () -> READY.matcher(log()).find());
        Matcher said = READY.matcher(log());
        if (!said.find()) {
            throw new AssertionError(log());
        }
        return URI.create(said.group(1));
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** SIGKILL; returns when nothing is left of it. */
    void kill() {
        process.destroyForcibly();
        exitCode();
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

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
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
