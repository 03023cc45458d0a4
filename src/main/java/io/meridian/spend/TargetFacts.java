package io.meridian.spend;

import org.jspecify.annotations.Nullable;

/** The deployment a call was sent to; {@code modelGroup} is the public name the client used. Immutable. */
public record TargetFacts(
        String model,
        @Nullable String modelId,
        @Nullable String modelGroup,
        @Nullable String provider,
        @Nullable String apiBase) {
    public static TargetFacts ofModel(String model) {
        return new TargetFacts(model, null, model, null, null);
    }
}
