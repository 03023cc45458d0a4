package io.meridian.admin.audit;

import io.meridian.store.Database;
import io.meridian.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what is old from the beginning of the trail and leaves a signed checkpoint. What is not as it was written
 * stays where it is, for it is evidence. Thread-safe.
 */
final class Pruning {
    private static final Logger LOG = LoggerFactory.getLogger(Pruning.class);
    private static final int BATCH = 200;

    private final Database database;
    private final AuditStore store;
    private final KeyRing keys;

    Pruning(Database database, AuditStore store, KeyRing keys) {
        this.database = database;
        this.store = store;
        this.keys = keys;
    }

    /** How many rows were deleted. */
    long prune(Duration retention) {
        long all = 0;
        int some;
        do {
            some = database.inTransaction(transaction -> pruneSome(transaction, retention));
            all += some;
        } while (some == BATCH);
        if (all > 0) {
            LOG.info("{} rows older than {} days were pruned from the audit log", all, retention.toDays());
        }
        return all;
    }

    private int pruneSome(Transaction transaction, Duration retention) {
        if (!store.mayPrune(transaction)) {
            return 0;
        }
        Instant now = store.now(transaction);
        List<AuditRow> old = old(transaction, now.minus(retention));
        if (old.isEmpty()) {
            return 0;
        }
        Walk walk = new Walk(transaction, store, keys);
        Optional<Fault> fault = walk.start().or(() -> walk.step(old));
        if (fault.isPresent()) {
            LOG.error(
                    "The audit log is not pruned: its {} {} is {}. GET /audit/verify tells more.",
                    fault.get().part().wireName(),
                    fault.get().seq(),
                    fault.get().reason().wireName());
            return 0;
        }
        long before = walk.checkpoint().map(Checkpoint::rows).orElse(0L);
        store.prune(transaction, Checkpoint.sign(walk.link(), now, before + old.size(), keys.current()));
        return old.size();
    }

    /** From the beginning up to the first that is not old. */
    private List<AuditRow> old(Transaction transaction, Instant limit) {
        List<AuditRow> old = new ArrayList<>();
        for (AuditRow row : store.rows(transaction, Long.MIN_VALUE, BATCH)) {
            if (!row.entry().updatedAt().isBefore(limit)) {
                break;
            }
            old.add(row);
        }
        return old;
    }
}
