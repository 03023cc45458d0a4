package io.meridian.directory;

import org.jspecify.annotations.Nullable;

/** How fast something may be used: requests and tokens a minute, calls at a time. Absent is unlimited. Immutable. */
public record RateCaps(
        @Nullable Long rpm, @Nullable Long tpm, @Nullable Integer parallel) {
    public static final RateCaps NONE = new RateCaps(null, null, null);

    /** These, and where one is absent that of {@code other}. */
    public RateCaps or(RateCaps other) {
        return new RateCaps(
                rpm == null ? other.rpm : rpm,
                tpm == null ? other.tpm : tpm,
                parallel == null ? other.parallel : parallel);
    }
}
