package io.meridian.spend;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What was closed here and is not in PostgreSQL yet, per total, so that nobody who reads a total forgets the last
 * second. Guarded by the journal's lock.
 */
final class Backlog {
    private Map<Charge, Long> waiting = new HashMap<>();
    private Map<Charge, Long> inFlight = new HashMap<>();
    private Position committed = Position.START;
    private @Nullable Position inFlightEnd;

    void add(List<Charge> charges, long nanos) {
        if (nanos != 0) {
            for (int i = 0; i < charges.size(); i++) {
                waiting.merge(charges.get(i), nanos, Long::sum);
            }
        }
    }

    void start(IngestBatch batch, Position end) {
        inFlightEnd = end;
        for (StagedCall staged : batch.calls()) {
            long nanos = staged.call().outcome().cost().nanos();
            for (Charge charge : staged.call().opened().charges()) {
                if (nanos != 0) {
                    inFlight.merge(charge, nanos, Long::sum);
                    waiting.computeIfPresent(charge, (key, sum) -> sum == nanos ? null : (Long) (sum - nanos));
                }
            }
        }
    }

    /** The batch that was started is in PostgreSQL. */
    void commit() {
        if (inFlightEnd != null) {
            committed = inFlightEnd;
            inFlightEnd = null;
            inFlight = new HashMap<>();
        }
    }

    /** What a total read when PostgreSQL stood at {@code position} lacks; empty if that moment is past. */
    OptionalLong since(Position position, Charge charge) {
        if (position.isBefore(committed)) {
            return OptionalLong.empty();
        }
        long sum = waiting.getOrDefault(charge, 0L);
        if (inFlightEnd == null || position.isBefore(inFlightEnd)) {
            sum += inFlight.getOrDefault(charge, 0L);
        }
        return OptionalLong.of(sum);
    }
}
