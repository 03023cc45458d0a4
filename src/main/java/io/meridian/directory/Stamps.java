package io.meridian.directory;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Who made a row and who changed it last. Immutable. */
public record Stamps(
        Instant createdAt,
        @Nullable String createdBy,
        Instant updatedAt,
        @Nullable String updatedBy) {
    public static Stamps made(Instant now, @Nullable String by) {
        return new Stamps(now, by, now, by);
    }

    public Stamps changed(Instant now, @Nullable String by) {
        return new Stamps(createdAt, createdBy, now, by);
    }
}
