package io.meridian.admin.invitation;

import static io.meridian.store.Columns.instant;
import static io.meridian.store.Columns.timestamp;
import static io.meridian.store.jooq.Tables.INVITATION;

import io.meridian.directory.Stamps;
import io.meridian.store.Database;
import io.meridian.store.Transaction;
import io.meridian.store.jooq.tables.records.InvitationRecord;
import java.time.Instant;
import java.util.Optional;

/** Invitations in PostgreSQL. No instance caches them, so no change is logged. Thread-safe. */
final class InvitationStore {
    private final Database database;

    InvitationStore(Database database) {
        this.database = database;
    }

    Optional<Invitation> find(String hash) {
        return database.query(jooq -> jooq.fetchOptional(INVITATION, INVITATION.INVITATION_HASH.eq(hash)))
                .map(InvitationStore::toInvitation);
    }

    /** As {@link #find}, locked until the transaction ends. */
    Optional<Invitation> findForUpdate(Transaction transaction, String hash) {
        return transaction
                .jooq()
                .selectFrom(INVITATION)
                .where(INVITATION.INVITATION_HASH.eq(hash))
                .forUpdate()
                .fetchOptional()
                .map(InvitationStore::toInvitation);
    }

    /** Adds an invitation, and forgets those of that user that are over. */
    void create(Transaction transaction, Invitation invitation, Instant now) {
        transaction
                .jooq()
                .deleteFrom(INVITATION)
                .where(INVITATION.USER_ID.eq(invitation.userId()).and(INVITATION.EXPIRES_AT.lt(timestamp(now))))
                .execute();
        InvitationRecord row = toRow(invitation);
        row.attach(transaction.jooq().configuration());
        row.insert();
    }

    void update(Transaction transaction, Invitation invitation) {
        InvitationRecord row = toRow(invitation);
        row.attach(transaction.jooq().configuration());
        row.update();
    }

    void delete(Transaction transaction, String hash) {
        transaction
                .jooq()
                .deleteFrom(INVITATION)
                .where(INVITATION.INVITATION_HASH.eq(hash))
                .execute();
    }

    private static Invitation toInvitation(InvitationRecord row) {
        return new Invitation(
                row.getInvitationHash(),
                row.getUserId(),
                row.getIsAccepted(),
                instant(row.getAcceptedAt()),
                row.getExpiresAt().toInstant(),
                new Stamps(
                        row.getCreatedAt().toInstant(),
                        row.getCreatedBy(),
                        row.getUpdatedAt().toInstant(),
                        row.getUpdatedBy()));
    }

    private static InvitationRecord toRow(Invitation invitation) {
        InvitationRecord row = new InvitationRecord();
        row.setInvitationHash(invitation.hash());
        row.setUserId(invitation.userId());
        row.setIsAccepted(invitation.accepted());
        row.setAcceptedAt(timestamp(invitation.acceptedAt()));
        row.setExpiresAt(timestamp(invitation.expiresAt()));
        row.setCreatedAt(timestamp(invitation.stamps().createdAt()));
        row.setCreatedBy(invitation.stamps().createdBy());
        row.setUpdatedAt(timestamp(invitation.stamps().updatedAt()));
        row.setUpdatedBy(invitation.stamps().updatedBy());
        return row;
    }
}
