package io.meridian.spend;

import java.util.UUID;

/** Which call a record or a row is about: where the call was first written down. Immutable. */
record CallIdentity(UUID journal, long segment, long offset) {}
