package io.meridian.admin.moving;

import io.meridian.base.Sealer;
import io.meridian.model.Credential;
import io.meridian.model.CredentialStore;
import io.meridian.store.Database;
import io.meridian.store.Transaction;
import java.time.Instant;
import java.util.Optional;

/** Credentials, opened with the old salt key and sealed with ours. */
final class Credentials implements Goods<Credential> {
    private final OldValues values;
    private final CredentialStore store;

    Credentials(Database here, OldValues values, Optional<Sealer> sealer) {
        this.values = values;
        this.store = new CredentialStore(here, sealer);
    }

    @Override
    public Kind kind() {
        return Kind.CREDENTIAL;
    }

    @Override
    public String table() {
        return "LiteLLM_CredentialsTable";
    }

    @Override
    public String query() {
        return SourceStore.rows(table(), "t.credential_name");
    }

    @Override
    public Credential read(Transaction transaction, SourceRow row) throws NotTaken {
        return new Credential(
                row.id("credential_id"),
                row.id("credential_name"),
                Optional.ofNullable(row.text("display_name")),
                values.open(row, "credential_values"),
                row.json("credential_info"),
                row.stamps());
    }

    /** Its name, by which it is found; one that was made anew there has another id. */
    @Override
    public String id(Credential credential) {
        return credential.name();
    }

    @Override
    public Optional<Credential> find(Transaction transaction, Credential credential) {
        return store.findForUpdate(transaction, credential.name());
    }

    @Override
    public Instant changedAt(Credential here) {
        return here.stamps().updatedAt();
    }

    @Override
    public void create(Transaction transaction, Credential credential) {
        store.create(transaction, credential);
    }

    @Override
    public void update(Transaction transaction, Credential credential) {
        Credential here = find(transaction, credential).orElse(credential);
        store.update(
                transaction,
                new Credential(
                        here.id(),
                        credential.name(),
                        credential.displayName(),
                        credential.values(),
                        credential.info(),
                        credential.stamps()));
    }
}
