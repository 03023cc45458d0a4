package io.meridian.admin.audit;

import io.meridian.store.Database;

/** The audit log: what writes it. */
public record AuditModule(AuditTrail trail) {
    public static AuditModule create(Database database, AuditSettings settings) {
        return new AuditModule(new AuditTrail(new AuditStore(database), new KeyRing(settings.secrets()), settings));
    }
}
