package io.meridian.directory;

import java.util.List;

/** Limits with a name, to which keys, members and organizations refer. Immutable. */
public record Budget(
        String id, RateCaps rates, SpendCap spend, String modelMaxBudget, List<String> allowedModels, Stamps stamps) {
    public Budget {
        allowedModels = List.copyOf(allowedModels);
    }
}
