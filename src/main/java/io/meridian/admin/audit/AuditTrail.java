package io.meridian.admin.audit;

import io.meridian.base.GatewayException;
import io.meridian.store.Transaction;
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
     * Adds a row in the transaction of the write itself, which takes it along if it is rolled back. Call it once for
     * each object that changed, last of all: it holds the lock of the change log, with which nobody may wait for a row.
     */
    public void note(Transaction transaction, Actor actor, Deed deed) {
        if (!stored) {
            return;
        }
        try {
            store.append(
                    transaction,
                    (previous, now) -> Entry.of(actor, deed, now).after(previous, keys.current()),
                    failClosed);
        } catch (GatewayException.Unavailable failure) {
            if (failClosed) {
                throw failure;
            }
            LOG.error(
                    "{} of {} in {} by {} is missing in the audit log",
                    deed.action(),
                    Masking.masked(deed.id()),
                    deed.table(),
                    actor.account(),
                    failure.getCause());
        }
    }
}
