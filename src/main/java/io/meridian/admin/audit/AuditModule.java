package io.meridian.admin.audit;

import io.meridian.store.Database;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The audit log: what writes it, what reads it, and the clerk who signs and prunes it. */
public final class AuditModule implements AutoCloseable {
    private final Optional<AuditTrail> trail;
    private final AuditResource resource;
    private final @Nullable AuditClerk clerk;

    private AuditModule(Optional<AuditTrail> trail, AuditResource resource, @Nullable AuditClerk clerk) {
        this.trail = trail;
        this.resource = resource;
        this.clerk = clerk;
    }

    /** Without a database nothing is administered, so there is nothing to write down. */
    public static AuditModule create(Optional<Database> database, AuditSettings settings) {
        return database.map(found -> create(found, settings))
                .orElseGet(() -> new AuditModule(Optional.empty(), new AuditResource(Optional.empty()), null));
    }

    private static AuditModule create(Database database, AuditSettings settings) {
        AuditStore store = new AuditStore(database);
        KeyRing keys = new KeyRing(settings.secrets());
        Verification verification = new Verification(database, store, keys);
        return new AuditModule(
                Optional.of(new AuditTrail(store, keys, settings)),
                new AuditResource(Optional.of(new AuditReading(new AuditListStore(database), verification))),
                AuditClerk.start(
                        new HeadSigner(database, store, keys),
                        new Pruning(database, store, keys),
                        settings.retention()));
    }

    public Optional<AuditTrail> trail() {
        return trail;
    }

    public AuditResource resource() {
        return resource;
    }

    /** Signs the end of the trail. */
    @Override
    public void close() {
        if (clerk != null) {
            clerk.close();
        }
    }
}
