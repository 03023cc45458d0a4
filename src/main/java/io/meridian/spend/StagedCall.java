package io.meridian.spend;

/** A closed call on its way to PostgreSQL, and where its record starts. Immutable. */
record StagedCall(CallIdentity identity, Position at, ClosedCall call) {}
