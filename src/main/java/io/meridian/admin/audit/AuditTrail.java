package io.meridian.admin.audit;

import io.meridian.base.GatewayException;
import io.meridian.store.Transaction;
import java.time.Instant;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down who changed what, each row sealed together with the one before it, in the order of the change log.
 * Thread-safe.
 */
public final class AuditTrail {
    private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);

    private final AuditStore store;
    private final KeyRing keys;
    private final boolean stored;
    private final boolean failClosed;

    AuditTrail(AuditStore store, KeyRing keys, AuditSettings settings) {
        this.store = store;
        this.keys = keys;
        this.stored = settings.stored();
        this.failClosed = settings.failClosed();
    }

    /**
     * Adds a row with the last work of the write's own transaction, which takes it along if it is rolled back. Call it
     * once for each object that changed, after the store has recorded the change.
     */
    public void note(Transaction transaction, Actor actor, Deed deed) {
        if (!stored) {
            return;
        }
        // now, for the desk may go on with what it handed over
        Function<Instant, Entry> entry = Entry.of(actor, deed);
        transaction.last(() -> append(transaction, entry));
    }

    private void append(Transaction transaction, Function<Instant, Entry> entry) {
        try {
            store.append(transaction, (previous, now) -> entry.apply(now).after(previous, keys.current()), failClosed);
        } catch (GatewayException.Unavailable failure) {
            if (failClosed) {
                throw failure;
            }
            LOG.error(
                    "A change is missing in the audit log: {}",
                    entry.apply(Instant.EPOCH).headline(),
                    failure.getCause());
        }
    }
}
