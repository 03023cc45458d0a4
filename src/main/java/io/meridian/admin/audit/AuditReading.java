package io.meridian.admin.audit;

/** What there is to read of the trail. Immutable. */
record AuditReading(AuditListStore rows, Verification verification) {}
