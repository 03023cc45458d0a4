package io.meridian.testing;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Everything that is logged while it listens, at every level of our own code. Thread-safe. */
public final class LogEar extends Handler implements AutoCloseable {
    private final StringWriter heard = new StringWriter();
    private final Logger ours = Logger.getLogger("io.meridian");
    private final Logger root = Logger.getLogger("");

    private LogEar() {
        setLevel(Level.ALL);
        setFormatter(new SimpleFormatter());
    }

    public static LogEar listen() {
        LogEar ear = new LogEar();
        ear.root.addHandler(ear);
        ear.ours.setLevel(Level.ALL);
        return ear;
    }

    @Override
    public synchronized void publish(LogRecord record) {
        heard.append(getFormatter().format(record)).append('\n');
        if (record.getThrown() != null) {
            record.getThrown().printStackTrace(new PrintWriter(heard, true));
        }
    }

    @Override
    public void flush() {
        // nothing is held back
    }

    @Override
    public void close() {
        root.removeHandler(this);
        ours.setLevel(null);
    }

    public synchronized String heard() {
        return heard.toString();
    }
}
