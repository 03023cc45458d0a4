package io.meridian.directory;

import io.meridian.base.BudgetPeriod;
import io.meridian.base.WireDuration;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How much something may spend; {@code startedAt} anchors the periods of {@code duration}, and {@code resetAt} is when
 * what it has spent was last reset. Immutable.
 */
public record SpendCap(
        @Nullable BigDecimal max,
        @Nullable BigDecimal soft,
        @Nullable String duration,
        @Nullable Instant startedAt,
        @Nullable Instant resetAt) {
    public static final SpendCap NONE = new SpendCap(null, null, null, null);

    /** One that was never reset. */
    public SpendCap(
            @Nullable BigDecimal max,
            @Nullable BigDecimal soft,
            @Nullable String duration,
            @Nullable Instant startedAt) {
        this(max, soft, duration, startedAt, null);
    }

    /** The period that runs now, whether or not there is a maximum; {@code made} anchors what has no other anchor. */
    public BudgetPeriod period(Instant made, Instant now, ZoneId zone) {
        Instant anchor = startedAt == null ? made : startedAt;
        return Optional.ofNullable(duration)
                .flatMap(WireDuration::parse)
                .map(length -> BudgetPeriod.at(length, anchor, now, zone))
                .orElse(BudgetPeriod.ENDLESS)
                .resetAt(resetAt);
    }

    /** This, and where something is absent that of {@code other}; a period belongs to its own anchor. */
    public SpendCap or(SpendCap other) {
        boolean ownPeriod = duration != null;
        return new SpendCap(
                max == null ? other.max : max,
                soft == null ? other.soft : soft,
                ownPeriod ? duration : other.duration,
                ownPeriod ? startedAt : other.startedAt,
                resetAt);
    }

    public SpendCap reset(Instant moment) {
        return new SpendCap(max, soft, duration, startedAt, moment);
    }
}
