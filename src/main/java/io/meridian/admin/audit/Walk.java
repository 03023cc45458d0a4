package io.meridian.admin.audit;

import io.meridian.admin.audit.Fault.Part;
import io.meridian.admin.audit.Fault.Reason;
import io.meridian.store.Transaction;
import java.util.List;
import java.util.Optional;

/** Follows the chain from its checkpoint or its start, link by link. Confined to one transaction. */
final class Walk {
    private final Transaction transaction;
    private final AuditStore store;
    private final KeyRing keys;
    private final Optional<Checkpoint> checkpoint;
    private Link link;
    private long rows;
    private boolean unkeyed;

    Walk(Transaction transaction, AuditStore store, KeyRing keys) {
        this.transaction = transaction;
        this.store = store;
        this.keys = keys;
        this.checkpoint = store.checkpoint(transaction);
        this.link = checkpoint.map(Checkpoint::link).orElse(Link.START);
    }

    Optional<Checkpoint> checkpoint() {
        return checkpoint;
    }

    /** How far everything was right. */
    Link link() {
        return link;
    }

    long rows() {
        return rows;
    }

    /** Whether anything was sealed under the key that everybody knows. */
    boolean isUnkeyed() {
        return unkeyed;
    }

    Optional<Fault> start() {
        return checkpoint.flatMap(found -> fault(found.seal(), found.canonical())
                .map(reason -> new Fault(Part.CHECKPOINT, found.link().seq(), Optional.empty(), reason))
                .or(() -> heads(link.seq(), link.seq())));
    }

    /** Goes one row on. */
    Optional<Fault> step(AuditRow row) {
        long expected = link.seq() + 1;
        if (row.seq() > expected) {
            return Optional.of(new Fault(Part.ROW, expected, Optional.empty(), Reason.REMOVED));
        }
        Optional<Reason> reason =
                row.seq() < expected ? Optional.of(Reason.ALTERED) : fault(row.seal(), row.canonical(link));
        if (reason.isPresent()) {
            return reason.map(found ->
                    new Fault(Part.ROW, row.seq(), Optional.of(row.entry().id()), found));
        }
        link = row.link();
        rows++;
        return Optional.empty();
    }

    /** Goes on over these rows and compares them with what was signed of them. */
    Optional<Fault> step(List<AuditRow> batch) {
        List<Head> heads =
                store.heads(transaction, link.seq() + 1, batch.getLast().seq());
        int next = 0;
        for (AuditRow row : batch) {
            Optional<Fault> fault = step(row);
            while (fault.isEmpty()
                    && next < heads.size()
                    && heads.get(next).link().seq() <= row.seq()) {
                fault = fault(heads.get(next));
                next++;
            }
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    /** What was signed of rows that are not there. */
    Optional<Fault> missing(Head farthest) {
        if (farthest.link().seq() <= link.seq()) {
            return Optional.empty();
        }
        return heads(link.seq() + 1, farthest.link().seq());
    }

    private Optional<Fault> heads(long from, long to) {
        return store.heads(transaction, from, to).stream()
                .flatMap(head -> fault(head).stream())
                .findFirst();
    }

    private Optional<Fault> fault(Head head) {
        return fault(head.seal(), head.canonical())
                .map(reason -> new Fault(Part.HEAD, head.link().seq(), Optional.empty(), reason))
                .or(() -> head.link().equals(link)
                        ? Optional.empty()
                        // the chain ends before it, or goes on in another way from an earlier row
                        : Optional.of(new Fault(
                                Part.ROW,
                                Math.min(link.seq() + 1, head.link().seq()),
                                Optional.empty(),
                                Reason.CUT_OFF)));
    }

    private Optional<Reason> fault(Seal seal, byte[] content) {
        if (seal.version() != Seal.VERSION) {
            return Optional.of(Reason.ALTERED);
        }
        Optional<MacKey> key = keys.find(seal.keyId());
        if (key.isEmpty()) {
            return Optional.of(Reason.UNKNOWN_KEY);
        }
        unkeyed |= key.get() == MacKey.UNKEYED;
        return key.get().fits(content, seal.mac()) ? Optional.empty() : Optional.of(Reason.ALTERED);
    }
}
