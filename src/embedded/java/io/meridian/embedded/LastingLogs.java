package io.meridian.embedded;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;

/**
 * Java's logging with one line a record, which goes on working while the process stops: the JDK's own closes all
 * handlers as soon as SIGTERM arrives, and nothing of the thirty seconds of draining would be logged.
 */
public final class LastingLogs extends LogManager {
    private static final String DEFAULTS = """
        handlers=java.util.logging.ConsoleHandler
        .level=INFO
        java.util.logging.ConsoleHandler.level=ALL
        java.util.logging.ConsoleHandler.formatter=java.util.logging.SimpleFormatter
        java.util.logging.SimpleFormatter.format=%1$tFT%1$tT.%1$tL%1$tz %4$s %3$s %5$s%6$s%n
        org.eclipse.jetty.level=WARNING
        """;

    /** For {@link LogManager}, which finds this class by a system property. */
    public LastingLogs() {}

    @Override
    public void reset() {
        boolean byShutdownHook = Thread.currentThread().getClass().getEnclosingClass() == LogManager.class;
        if (!byShutdownHook) {
            super.reset();
        }
    }

    /** To be called before anything logs; whoever configures Java's logging by its own properties is left alone. */
    static void configure() {
        if (System.getProperty("java.util.logging.manager") == null) {
            System.setProperty("java.util.logging.manager", LastingLogs.class.getName());
        }
        if (System.getProperty("java.util.logging.config.file") == null
                && System.getProperty("java.util.logging.config.class") == null) {
            try {
                LogManager.getLogManager()
                        .readConfiguration(new ByteArrayInputStream(DEFAULTS.getBytes(StandardCharsets.UTF_8)));
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        }
    }
}
