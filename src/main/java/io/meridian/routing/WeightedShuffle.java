package io.meridian.routing;

import io.meridian.routing.Deployment.Share;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;

/**
 * Draws a deployment at random: by weight if the first one has a weight, else by its requests or tokens a minute, else
 * all alike. Thread-safe if its source of chance is.
 */
final class WeightedShuffle {
    private final DoubleSupplier chance;

    /** {@code chance} gives numbers from 0 inclusive to 1 exclusive. */
    WeightedShuffle(DoubleSupplier chance) {
        this.chance = chance;
    }

    Deployment pick(List<Deployment> candidates) {
        if (candidates.size() == 1) {
            return candidates.getFirst();
        }
        int first = candidates.stream().mapToInt(WeightedShuffle::order).min().orElseThrow();
        List<Deployment> preferred = candidates.stream()
                .filter(candidate -> order(candidate) == first)
                .toList();
        ToDoubleFunction<Deployment> weight = weightOf(preferred.getFirst().share());
        double total = preferred.stream().mapToDouble(weight).sum();
        double drawn = chance.getAsDouble() * total;
        for (Deployment candidate : preferred) {
            drawn -= weight.applyAsDouble(candidate);
            if (drawn < 0) {
                return candidate;
            }
        }
        // all weights are zero, or rounding left a crumb
        return preferred.get((int) (chance.getAsDouble() * preferred.size()));
    }

    private static int order(Deployment deployment) {
        return deployment.share().order().orElse(Integer.MAX_VALUE);
    }

    private static ToDoubleFunction<Deployment> weightOf(Share first) {
        if (first.weight().isPresent()) {
            return deployment -> deployment.share().weight().orElse(0.0);
        }
        if (first.rpm().isPresent()) {
            return deployment -> deployment.share().rpm().orElse(0L);
        }
        if (first.tpm().isPresent()) {
            return deployment -> deployment.share().tpm().orElse(0L);
        }
        return _ -> 1.0;
    }
}
