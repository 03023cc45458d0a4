package io.meridian.model;

import io.meridian.base.Sealer;
import io.meridian.store.Database;
import java.util.Optional;

/**
 * Seals everything under the salt key that is configured now. It works in small transactions beside the traffic: what
 * was done stays done when it is interrupted, and a second run finds only the rest. Thread-safe.
 */
public final class Resealing {
    private static final int BATCH = 50;

    private final Database database;
    private final SealedRowStore rows;

    public Resealing(Database database, Optional<Sealer> sealer) {
        this.database = database;
        this.rows = new SealedRowStore(sealer);
    }

    /** Does all of it, or only counts what there would be to do. */
    public Resealed run(boolean dry) {
        Resealed reached = Resealed.START;
        while (!reached.isComplete()) {
            reached = step(reached, BATCH, dry);
        }
        return reached;
    }

    /** One batch in a transaction of its own. */
    Resealed step(Resealed soFar, int batch, boolean dry) {
        return database.inTransaction(transaction -> rows.reseal(transaction, soFar, batch, dry));
    }
}
