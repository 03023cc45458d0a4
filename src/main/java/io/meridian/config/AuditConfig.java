package io.meridian.config;

import java.time.Duration;
import java.util.Optional;

/**
 * Whether administrative writes leave rows in the audit log, whether one that cannot leave its row is undone, and how
 * long rows are kept. Immutable.
 */
public record AuditConfig(boolean stored, boolean failClosed, Optional<Duration> retention) {}
