package io.meridian.routing;

import io.meridian.provider.spi.Provider;
import io.meridian.provider.spi.Target;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One place a model can be called at: an entry of {@code model_list}. Immutable.
 *
 * @param group the public name it serves, which may hold {@code *}
 * @param model what the provider calls it, which may hold {@code *} too
 * @param defaults raw JSON by member name, for members the client leaves out
 * @param dropped members of a request that are not sent here
 */
public record Deployment(
        String id,
        String group,
        String providerName,
        Provider provider,
        String model,
        Optional<String> baseModel,
        Target target,
        Map<String, byte[]> defaults,
        Set<String> dropped,
        Map<String, BigDecimal> prices,
        Share share,
        Patience patience) {
    public Deployment {
        defaults = Map.copyOf(defaults);
        dropped = Set.copyOf(dropped);
        prices = Map.copyOf(prices);
    }

    /** How much of its group's traffic it gets; absent values of others count as nothing. */
    public record Share(Optional<Double> weight, Optional<Integer> order, Optional<Long> rpm, Optional<Long> tpm) {}

    /** How long a call may take here, where it differs from everybody else. */
    public record Patience(Optional<Duration> whole, Optional<Duration> firstToken) {}

    /** As spend rows and labels name it. */
    public String qualifiedModel() {
        return providerName + "/" + model;
    }

    /** The same place for one model of a pattern. */
    Deployment with(String concreteModel) {
        return new Deployment(
                id,
                group,
                providerName,
                provider,
                concreteModel,
                baseModel,
                target,
                defaults,
                dropped,
                prices,
                share,
                patience);
    }
}
