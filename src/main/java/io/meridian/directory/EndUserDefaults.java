package io.meridian.directory;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What holds for end users without a budget of their own: a named budget, or a maximum for ever. Immutable. */
public record EndUserDefaults(Optional<String> budgetId, Optional<BigDecimal> maximum) {
    public static final EndUserDefaults NONE = new EndUserDefaults(Optional.empty(), Optional.empty());

    /** Somebody of whom no database tells anything. */
    public EndUser stranger(String id) {
        return new EndUser(id, Optional.empty(), endless());
    }

    Optional<Budget> endless() {
        return maximum.map(max -> new Budget(
                "max_end_user_budget",
                RateCaps.NONE,
                new SpendCap(max, null, null, null),
                "{}",
                List.of(),
                Stamps.made(Instant.EPOCH, null)));
    }
}
