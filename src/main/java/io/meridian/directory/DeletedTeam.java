package io.meridian.directory;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A team that is gone. Immutable.
 *
 * @param team as it was shown when it went, as JSON text
 * @param byKey the hash of the key with which they came who deleted it
 * @param changedBy whom they said they acted for
 */
public record DeletedTeam(
        long id,
        String team,
        Instant at,
        @Nullable String by,
        @Nullable String byKey,
        @Nullable String changedBy) {}
