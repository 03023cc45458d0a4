package io.meridian.observe;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.base.JsonText;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Puts together what is missing before this instance can serve, and since when. Thread-safe. */
public final class Readiness {
    private final Clock clock;
    private final String version;
    private final Optional<Dependency> database;
    private final Optional<Dependency> redis;
    private volatile Phase phase = Phase.WARMING_UP;
    private volatile Instant since;

    /** Something this instance leans on. Asking must be cheap. */
    @FunctionalInterface
    public interface Dependency {
        boolean isThere();
    }

    private enum Phase {
        WARMING_UP,
        SERVING,
        SHUTTING_DOWN
    }

    /** An answer of a health route. */
    record Report(boolean ready, ObjectNode body) {}

    public Readiness(Clock clock, String version, Optional<Dependency> database, Optional<Dependency> redis) {
        this.clock = clock;
        this.version = version;
        this.database = database.map(there -> new Remembered(there, clock));
        this.redis = redis.map(there -> new Remembered(there, clock));
        this.since = clock.instant();
    }

    public void warmedUp() {
        if (phase == Phase.WARMING_UP) {
            enter(Phase.SERVING);
        }
    }

    public void shuttingDown() {
        enter(Phase.SHUTTING_DOWN);
    }

    public boolean isShuttingDown() {
        return phase == Phase.SHUTTING_DOWN;
    }

    /** What anybody may know. A Redis that is away is no reason to send traffic elsewhere. */
    Report summary() {
        ObjectNode body = JsonText.object();
        switch (phase) {
            case SHUTTING_DOWN -> {
                return new Report(false, body.put("status", "shutting_down"));
            }
            case WARMING_UP -> {
                return new Report(false, body.put("status", "warming_up"));
            }
            case SERVING -> {}
        }
        boolean connected = database.map(Dependency::isThere).orElse(true);
        body.put("status", "healthy");
        body.put("db", database.isEmpty() ? "Not connected" : connected ? "connected" : "disconnected");
        return new Report(connected, body);
    }

    /** What is missing and since when, for those who have a key. */
    Report details() {
        Report summary = summary();
        ObjectNode body = summary.body();
        body.put("litellm_version", version);
        body.put("since", since.toString());
        body.put("cache", redis.isPresent() ? "redis" : null);
        ArrayNode missing = body.putArray("missing");
        addMissing(missing, "database", database);
        addMissing(missing, "redis", redis);
        return new Report(summary.ready(), body);
    }

    private void enter(Phase next) {
        phase = next;
        since = clock.instant();
    }

    private static void addMissing(ArrayNode missing, String name, Optional<Dependency> dependency) {
        List<Remembered> away = dependency.stream()
                .map(Remembered.class::cast)
                .filter(there -> !there.isThere())
                .toList();
        for (Remembered there : away) {
            missing.addObject().put("name", name).put("since", there.since().toString());
        }
    }

    /** Remembers since when a dependency has been what it is. */
    private static final class Remembered implements Dependency {
        private final Dependency dependency;
        private final Clock clock;
        private Instant since;
        private boolean there = true;

        Remembered(Dependency dependency, Clock clock) {
            this.dependency = dependency;
            this.clock = clock;
            this.since = clock.instant();
        }

        @Override
        public synchronized boolean isThere() {
            boolean now = dependency.isThere();
            if (now != there) {
                there = now;
                since = clock.instant();
            }
            return now;
        }

        synchronized Instant since() {
            return since;
        }
    }
}
