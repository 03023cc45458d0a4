package io.meridian.metric;

import org.jspecify.annotations.Nullable;

/**
 * What was asked for and what served it; null where unknown. A name that the gateway does not know is passed as
 * {@link #UNKNOWN_MODEL}, or clients could make series at will. Immutable.
 */
public record DeploymentLabels(
        @Nullable String requestedModel,
        @Nullable String modelGroup,
        @Nullable String model,
        @Nullable String modelId,
        @Nullable String apiBase,
        @Nullable String apiProvider)
        implements LabelSource {
    public static final String UNKNOWN_MODEL = "other";
    public static final DeploymentLabels NONE = new DeploymentLabels(null, null, null, null, null, null);

    @Override
    public @Nullable String value(String label) {
        return switch (label) {
            case "requested_model" -> requestedModel;
            case "model_group" -> modelGroup;
            case "model", "litellm_model_name" -> model;
            case "model_id" -> modelId;
            case "api_base" -> apiBase;
            case "api_provider" -> apiProvider;
            default -> null;
        };
    }
}
