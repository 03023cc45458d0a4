package io.meridian.admin.audit;

import io.meridian.admin.audit.Fault.Part;
import io.meridian.admin.audit.Fault.Reason;
import io.meridian.base.GatewayException;
import io.meridian.store.Database;
import io.meridian.store.Transaction;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Goes through the whole trail and tells whether it is as it was written. Thread-safe; one at a time. */
final class Verification {
    /** Rows are bounded, so this is no more than some megabytes. */
    private static final int BATCH = 200;

    private static final Duration A_WHILE = Duration.ofSeconds(10);

    private final Database database;
    private final AuditStore store;
    private final KeyRing keys;
    private final Semaphore turn = new Semaphore(1);

    Verification(Database database, AuditStore store, KeyRing keys) {
        this.database = database;
        this.store = store;
        this.keys = keys;
    }

    /** Also compares with a head that somebody remembers, such as one that was logged. */
    Verdict run(Optional<Link> remembered) {
        // it keeps a connection for as long as it takes
        if (!turn.tryAcquire()) {
            throw new GatewayException.Unavailable("Another verification is running.", A_WHILE, null);
        }
        try {
            return database.inTransaction(transaction -> run(transaction, remembered));
        } finally {
            turn.release();
        }
    }

    private Verdict run(Transaction transaction, Optional<Link> remembered) {
        store.keepFromPruning(transaction);
        // before any row: those it was signed of are there when they are read
        Optional<Head> farthest = store.farthestHead(transaction);
        Walk walk = new Walk(transaction, store, keys);
        Optional<Fault> fault = walk.start()
                .or(() -> rows(transaction, walk))
                .or(() -> farthest.flatMap(walk::missing))
                .or(() -> remembered.flatMap(link -> compare(transaction, walk, link)));
        return new Verdict(walk.rows(), walk.isUnkeyed(), fault, farthest, walk.checkpoint());
    }

    private Optional<Fault> rows(Transaction transaction, Walk walk) {
        // those that were put before the first row are no part of the chain, and are seen all the same
        List<AuditRow> batch = store.rows(transaction, Long.MIN_VALUE, BATCH);
        while (!batch.isEmpty()) {
            Optional<Fault> fault = walk.step(batch);
            if (fault.isPresent()) {
                return fault;
            }
            batch = store.rows(transaction, walk.link().seq() + 1, BATCH);
        }
        return Optional.empty();
    }

    private Optional<Fault> compare(Transaction transaction, Walk walk, Link remembered) {
        long seq = remembered.seq();
        Optional<Link> pruned = walk.checkpoint().map(Checkpoint::link);
        if (seq < pruned.map(Link::seq).orElse(1L)) {
            throw new GatewayException.BadRequest(
                    "There is no row " + seq + " any more, so its MAC cannot be compared.", "head");
        }
        boolean there = store.link(transaction, seq)
                .or(() -> pruned)
                .filter(remembered::equals)
                .isPresent();
        return there
                ? Optional.empty()
                : Optional.of(
                        new Fault(Part.ROW, Math.min(walk.link().seq() + 1, seq), Optional.empty(), Reason.CUT_OFF));
    }
}
