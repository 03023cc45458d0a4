package io.meridian.admin.audit;

import io.meridian.store.Database;
import io.meridian.store.Transaction;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs the end of the trail and logs it, so that rows cannot be cut off unseen: not before the head in the table, and
 * where logs are kept elsewhere not together with it. Thread-safe.
 */
final class HeadSigner {
    private static final Logger LOG = LoggerFactory.getLogger(HeadSigner.class);
    private static final Duration INTERVAL = Duration.ofHours(1);

    private final Database database;
    private final AuditStore store;
    private final KeyRing keys;

    HeadSigner(Database database, AuditStore store, KeyRing keys) {
        this.database = database;
        this.store = store;
        this.keys = keys;
    }

    /** Signs if no instance has within the hour; whether it did. */
    boolean signIfDue() {
        return database.inTransaction(
                transaction -> store.maySign(transaction) && isDue(transaction) && sign(transaction));
    }

    /** Signs what came since the last head; whether there was anything. */
    boolean signRest() {
        return database.inTransaction(transaction -> store.maySign(transaction)
                && store.latestHead(transaction)
                        .filter(head -> head.link().equals(store.last(transaction)))
                        .isEmpty()
                && sign(transaction));
    }

    private boolean isDue(Transaction transaction) {
        return store.latestHead(transaction)
                // one that claims to be of tomorrow would keep us from signing
                .filter(this::isOurs)
                .filter(head -> head.signedAt().plus(INTERVAL).isAfter(store.now(transaction)))
                .isEmpty();
    }

    private boolean isOurs(Head head) {
        return keys.find(head.seal().keyId())
                .filter(key -> key.fits(head.canonical(), head.seal().mac()))
                .isPresent();
    }

    private boolean sign(Transaction transaction) {
        Link last = store.last(transaction);
        if (last.equals(Link.START)) {
            return false;
        }
        Optional<Link> before = store.farthestHead(transaction).map(Head::link);
        if (before.isPresent() && !continues(transaction, before.get())) {
            LOG.error(
                    "The audit log was cut off: its row {} with MAC {} is gone. GET /audit/verify tells more.",
                    before.get().seq(),
                    before.get().mac());
        }
        Head head = Head.sign(last, store.now(transaction), keys.current());
        store.keep(transaction, head);
        LOG.info(
                "Audit log head={}:{} time={} key={} signature={}",
                last.seq(),
                last.mac(),
                head.signedAt(),
                head.seal().keyId(),
                head.seal().mac());
        return true;
    }

    private boolean continues(Transaction transaction, Link before) {
        return store.link(transaction, before.seq())
                .or(() -> store.checkpoint(transaction).map(Checkpoint::link))
                .filter(before::equals)
                .isPresent();
    }
}
