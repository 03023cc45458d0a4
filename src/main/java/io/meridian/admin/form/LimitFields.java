package io.meridian.admin.form;

import io.meridian.base.GatewayException;
import io.meridian.base.WireDuration;
import io.meridian.directory.RateCaps;
import io.meridian.directory.SpendCap;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Applies what a request says of limits, which are the same fields for keys, users, teams and budgets. */
public final class LimitFields {
    private static final int BUDGET_SCALE = 9;
    private static final BigDecimal MOST_BUDGET = new BigDecimal("9000000");

    private final Form form;
    private final Instant now;

    public LimitFields(Form form, Instant now) {
        this.form = form;
        this.now = now;
    }

    public RateCaps rates(RateCaps old) {
        return new RateCaps(
                notNegative("rpm_limit", form.integer("rpm_limit").over(old.rpm())),
                notNegative("tpm_limit", form.integer("tpm_limit").over(old.tpm())),
                notNegative(
                        "max_parallel_requests",
                        form.smallInteger("max_parallel_requests").over(old.parallel())));
    }

    /** A duration that is set anew begins a period of its own. */
    public SpendCap budget(SpendCap old) {
        Sent<String> duration = form.text("budget_duration");
        requireDuration("budget_duration", duration.value());
        return new SpendCap(
                money("max_budget", old.max()),
                money("soft_budget", old.soft()),
                duration.over(old.duration()),
                duration.present() ? now : old.startedAt(),
                old.resetAt());
    }

    /** Dollars as they are stored; refused if negative or beyond what can be counted. */
    public @Nullable BigDecimal money(String name, @Nullable BigDecimal old) {
        BigDecimal amount = form.decimal(name).over(old);
        if (amount == null) {
            return null;
        }
        if (amount.signum() < 0 || amount.compareTo(MOST_BUDGET) > 0) {
            throw new GatewayException.BadRequest(
                    "%s must be a non-negative finite number of at most %s. Received: %s"
                            .formatted(name, MOST_BUDGET, amount),
                    name);
        }
        return amount.setScale(BUDGET_SCALE, RoundingMode.HALF_UP);
    }

    public static void requireDuration(String name, @Nullable String text) {
        if (text != null && WireDuration.parse(text).isEmpty()) {
            throw unreadable(name, text);
        }
    }

    public static GatewayException unreadable(String name, String text) {
        return new GatewayException.BadRequest(
                "%s '%s' is no duration; write a number and one of s, m, h, d, w, mo.".formatted(name, text), name);
    }

    private static <T extends Number> @Nullable T notNegative(String name, @Nullable T value) {
        if (value != null && value.longValue() < 0) {
            throw new GatewayException.BadRequest("%s must not be negative. Received: %s".formatted(name, value), name);
        }
        return value;
    }
}
