package io.meridian.admin.audit;

import java.time.Instant;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a row of the audit log says; the two values are JSON texts. Immutable. */
record Entry(
        UUID id,
        Instant updatedAt,
        String changedBy,
        String changedByApiKey,
        String action,
        String table,
        String objectId,
        @Nullable String before,
        @Nullable String after) {
    /** All but the time, which is that of the row. */
    static Function<Instant, Entry> of(Actor actor, Deed deed) {
        // a key is named by its hash; should somebody forget, no key stands here
        String objectId = Masking.masked(deed.id());
        String before = Snapshot.of(deed.before());
        String after = Snapshot.of(deed.after());
        return now -> new Entry(
                UUID.randomUUID(),
                now,
                actor.name(),
                actor.account(),
                deed.action(),
                deed.table(),
                objectId,
                before,
                after);
    }

    /** Who did what, for people. */
    String headline() {
        return "%s of %s in %s by %s".formatted(action, objectId, table, changedByApiKey);
    }

    /** This as the row that follows a link. */
    AuditRow after(Link previous, MacKey key) {
        long seq = previous.seq() + 1;
        return new AuditRow(seq, this, Seal.of(canonical(previous, seq, Seal.VERSION, key.id()), key));
    }

    byte[] canonical(Link previous, long seq, int version, String keyId) {
        return new Canonical("meridian audit row", version)
                .text(keyId)
                .text(previous.mac())
                .number(seq)
                .text(id.toString())
                .moment(updatedAt)
                .text(changedBy)
                .text(changedByApiKey)
                .text(action)
                .text(table)
                .text(objectId)
                .text(before)
                .text(after)
                .bytes();
    }
}
