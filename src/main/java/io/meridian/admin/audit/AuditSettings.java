package io.meridian.admin.audit;

import io.meridian.base.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the configuration says of the audit log. The first of the secrets is that under which rows are sealed, the
 * others are those under which they were. Immutable.
 */
public record AuditSettings(boolean stored, boolean failClosed, Optional<Duration> retention, List<Secret> secrets) {
    public AuditSettings {
        secrets = List.copyOf(secrets);
    }
}
