package io.meridian.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** Tells callbacks that only watch from hooks that may refuse or change a request. */
final class Callbacks {
    private static final Set<String> BUILT_IN = Set.of("prometheus");
    private static final Set<String> WATCHING = Set.of(
            "langfuse",
            "langfuse_otel",
            "langsmith",
            "datadog",
            "datadog_llm_observability",
            "otel",
            "s3",
            "s3_v2",
            "gcs_bucket",
            "gcs_pubsub",
            "slack",
            "sentry",
            "lunary",
            "helicone",
            "arize",
            "arize_phoenix",
            "opik",
            "mlflow",
            "braintrust",
            "galileo",
            "generic_api",
            "posthog",
            "athina",
            "logfire",
            "traceloop",
            "humanloop",
            "azure_storage",
            "sqs",
            "aws_sqs",
            "dynamodb",
            "supabase",
            "weave_otel",
            "openmeter",
            "lago",
            "email",
            "smtp_email",
            "resend_email",
            "cloudzero",
            "argilla",
            "deepeval",
            "levo",
            "agentops");

    private Callbacks() {}

    static void check(Section litellm) {
        JsonNode callbacks = litellm.node().path(LitellmKeys.CALLBACKS.name());
        String path = litellm.path(LitellmKeys.CALLBACKS.name());
        if (callbacks.isTextual()) {
            check(litellm, callbacks.textValue(), path);
        }
        for (int i = 0; i < callbacks.size(); i++) {
            check(litellm, callbacks.path(i).asText(), path + "[" + i + "]");
        }
    }

    private static void check(Section litellm, String name, String path) {
        if (WATCHING.contains(name)) {
            litellm.report().warn(path, "is known, but has no effect yet");
        } else if (!BUILT_IN.contains(name)) {
            litellm.report().restricts(path, LitellmKeys.CALLBACKS.name());
        }
    }
}
