package io.meridian.admin.audit;

import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the end of the trail signed every hour and at the end, and the beginning pruned. One thread of its own; which of
 * several instances does it is settled in PostgreSQL.
 */
final class AuditClerk implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditClerk.class);
    private static final Duration LOOK = Duration.ofMinutes(1);
    private static final Duration PRUNE = Duration.ofHours(1);

    private final HeadSigner signer;
    private final Pruning pruning;
    private final Optional<Duration> retention;
    private final Thread thread;

    private volatile boolean closed;

    private AuditClerk(HeadSigner signer, Pruning pruning, Optional<Duration> retention) {
        this.signer = signer;
        this.pruning = pruning;
        this.retention = retention;
        this.thread = Thread.ofVirtual().name("audit-clerk").unstarted(this::run);
    }

    static AuditClerk start(HeadSigner signer, Pruning pruning, Optional<Duration> retention) {
        AuditClerk clerk = new AuditClerk(signer, pruning, retention);
        clerk.thread.start();
        return clerk;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5));
            signer.signRest();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException unreachable) {
            LOG.warn("The end of the audit log could not be signed: {}", unreachable.toString());
        }
    }

    private void run() {
        long pruned = System.nanoTime() - PRUNE.toNanos();
        boolean complained = false;
        while (!closed) {
            try {
                signer.signIfDue();
                if (retention.isPresent() && System.nanoTime() - pruned >= PRUNE.toNanos()) {
                    pruning.prune(retention.get());
                    pruned = System.nanoTime();
                }
                complained = false;
            } catch (RuntimeException failure) {
                // before the first migration, or while PostgreSQL is away
                if (!closed && !complained) {
                    complained = true;
                    LOG.warn("The audit log is neither signed nor pruned until it can be: {}", failure.toString());
                }
            }
            if (!rest()) {
                return;
            }
        }
    }

    private static boolean rest() {
        try {
            Thread.sleep(LOOK);
            return true;
        } catch (InterruptedException ended) {
            return false;
        }
    }
}
