package io.meridian.spend;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Calls of one journal that become rows in one transaction, which also notes that all before {@code end} is done.
 * Interrupted calls have no close and so no {@code end}. Immutable.
 */
record IngestBatch(
        UUID journal, List<StagedCall> calls, @Nullable Position end) {
    IngestBatch {
        calls = List.copyOf(calls);
    }

    IngestBatch firstHalf() {
        int middle = calls.size() / 2;
        return new IngestBatch(
                journal,
                calls.subList(0, middle),
                end == null ? null : calls.get(middle).at());
    }

    IngestBatch secondHalf() {
        return new IngestBatch(journal, calls.subList(calls.size() / 2, calls.size()), end);
    }
}
