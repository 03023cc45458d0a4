package io.meridian.model;

import static io.meridian.store.jooq.Tables.CREDENTIAL;

import io.meridian.base.Sealer;
import io.meridian.directory.Stamps;
import io.meridian.store.Change;
import io.meridian.store.ChangeLog;
import io.meridian.store.Database;
import io.meridian.store.Transaction;
import io.meridian.store.jooq.tables.records.CredentialRecord;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jooq.JSONB;

/** Credentials in PostgreSQL. Every write is noted in the change log of the same transaction. Thread-safe. */
public final class CredentialStore {
    private final Database database;
    private final ChangeLog changes;
    private final SealedColumn values;

    public CredentialStore(Database database, Optional<Sealer> sealer) {
        this.database = database;
        this.changes = new ChangeLog(database);
        this.values = new SealedColumn(CREDENTIAL.getName(), sealer);
    }

    /** All of them by name. */
    public List<Credential> all() {
        return database.query(jooq ->
                jooq.selectFrom(CREDENTIAL).orderBy(CREDENTIAL.CREDENTIAL_NAME).fetch(this::toCredential));
    }

    public Optional<Credential> find(String name) {
        return database.query(jooq -> jooq.fetchOptional(CREDENTIAL, CREDENTIAL.CREDENTIAL_NAME.eq(name)))
                .map(this::toCredential);
    }

    /** As {@link #find}, locked until the transaction ends. */
    public Optional<Credential> findForUpdate(Transaction transaction, String name) {
        return transaction
                .jooq()
                .selectFrom(CREDENTIAL)
                .where(CREDENTIAL.CREDENTIAL_NAME.eq(name))
                .forUpdate()
                .fetchOptional()
                .map(this::toCredential);
    }

    /** Adds a credential; one whose name is taken is a conflict. */
    public void create(Transaction transaction, Credential credential) {
        CredentialRecord row = toRow(credential);
        row.setCredentialId(credential.id());
        row.setCreatedAt(credential.stamps().createdAt().atOffset(ZoneOffset.UTC));
        row.setCreatedBy(credential.stamps().createdBy());
        row.attach(transaction.jooq().configuration());
        row.insert();
        changes.record(transaction, Change.Kind.CREDENTIAL, credential.id());
    }

    /** Replaces a credential that the transaction has locked. */
    public void update(Transaction transaction, Credential credential) {
        transaction
                .jooq()
                .update(CREDENTIAL)
                .set(toRow(credential))
                .where(CREDENTIAL.CREDENTIAL_ID.eq(credential.id()))
                .execute();
        changes.record(transaction, Change.Kind.CREDENTIAL, credential.id());
    }

    /** Deletes a credential that the transaction has locked. */
    public void delete(Transaction transaction, Credential credential) {
        transaction
                .jooq()
                .deleteFrom(CREDENTIAL)
                .where(CREDENTIAL.CREDENTIAL_ID.eq(credential.id()))
                .execute();
        changes.record(transaction, Change.Kind.CREDENTIAL, credential.id());
    }

    private CredentialRecord toRow(Credential credential) {
        CredentialRecord row = new CredentialRecord();
        row.setCredentialName(credential.name());
        row.setDisplayName(credential.displayName().orElse(null));
        row.setCredentialValues(JSONB.valueOf(values.seal(credential.id(), credential.values())));
        row.setCredentialInfo(JSONB.valueOf(credential.info()));
        row.setUpdatedAt(credential.stamps().updatedAt().atOffset(ZoneOffset.UTC));
        row.setUpdatedBy(credential.stamps().updatedBy());
        return row;
    }

    private Credential toCredential(CredentialRecord row) {
        return new Credential(
                row.getCredentialId(),
                row.getCredentialName(),
                Optional.ofNullable(row.getDisplayName()),
                values.open(row.getCredentialId(), row.getCredentialValues().data()),
                row.getCredentialInfo().data(),
                new Stamps(
                        row.getCreatedAt().toInstant(),
                        row.getCreatedBy(),
                        row.getUpdatedAt().toInstant(),
                        row.getUpdatedBy()));
    }
}
