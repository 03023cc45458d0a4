package io.meridian.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.base.Secret;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** The names in an entry of {@code model_list}. */
final class ModelKeys {
    static final Catalogue ENTRY = new Catalogue(Place.MODEL);
    static final Setting<String> NAME = ENTRY.add("model_name", Kind.TEXT);
    static final Setting<JsonNode> PARAMETERS = ENTRY.add("litellm_params", Kind.MAPPING);
    static final Setting<JsonNode> INFO = ENTRY.add("model_info", Kind.MAPPING);

    static final Catalogue PARAMS = new Catalogue(Place.PARAMS);
    static final Setting<String> MODEL = PARAMS.add("model", Kind.TEXT);
    static final Setting<String> PROVIDER = PARAMS.add("custom_llm_provider", Kind.TEXT);
    static final Setting<URI> API_BASE = PARAMS.add("api_base", Kind.URL);
    static final Setting<URI> BASE_URL = PARAMS.add("base_url", Kind.URL);
    static final Setting<Secret> API_KEY = PARAMS.add("api_key", Kind.SECRET);
    static final Setting<String> API_VERSION = PARAMS.early("api_version", Kind.TEXT);
    static final Setting<List<String>> ORGANIZATION = PARAMS.add("organization", Kind.TEXTS);
    static final Setting<String> CREDENTIAL = PARAMS.add("litellm_credential_name", Kind.TEXT);
    static final Setting<JsonNode> EXTRA_HEADERS = PARAMS.add("extra_headers", Kind.MAPPING);
    static final Setting<Boolean> SSL_VERIFY = PARAMS.add("ssl_verify", Kind.BOOLEAN);
    static final Setting<Duration> TIMEOUT = PARAMS.add("timeout", Kind.POSITIVE_SECONDS);
    static final Setting<Duration> STREAM_TIMEOUT = PARAMS.add("stream_timeout", Kind.POSITIVE_SECONDS);
    static final Setting<Integer> RETRIES = PARAMS.early("num_retries", Kind.COUNT);
    static final Setting<Integer> MAX_RETRIES = PARAMS.early("max_retries", Kind.COUNT);
    static final Setting<Duration> COOLDOWN = PARAMS.early("cooldown_time", Kind.SECONDS);
    static final Setting<Duration> KEEPALIVE = PARAMS.early("keepalive_seconds", Kind.SECONDS);
    static final Setting<BigDecimal> WEIGHT = PARAMS.add("weight", Kind.DECIMAL);
    static final Setting<Integer> ORDER = PARAMS.add("order", Kind.integers("whole number", Integer.MIN_VALUE));
    static final Setting<Long> RPM = PARAMS.add("rpm", Kind.LONG);
    static final Setting<Long> TPM = PARAMS.add("tpm", Kind.LONG);
    static final Setting<List<String>> TAGS = PARAMS.early("tags", Kind.TEXTS, "");
    static final Setting<Boolean> DROP_PARAMS = PARAMS.early("drop_params", Kind.BOOLEAN);
    static final Setting<List<String>> ALSO_DROP = PARAMS.add("additional_drop_params", Kind.TEXTS, "");
    static final Setting<List<String>> ALSO_ALLOW = PARAMS.add("allowed_openai_params", Kind.TEXTS, "");
    static final Setting<String> MOCK = PARAMS.add("mock_response", Kind.TEXT);

    static final Catalogue MODEL_INFO = new Catalogue(Place.INFO);
    static final Setting<String> ID = MODEL_INFO.add("id", Kind.TEXT);
    static final Setting<String> BASE_MODEL = MODEL_INFO.add("base_model", Kind.TEXT);
    static final Setting<String> MODE = MODEL_INFO.add("mode", Kind.TEXT);
    static final Setting<Integer> MAX_INPUT = MODEL_INFO.add("max_input_tokens", Kind.POSITIVE);
    static final Setting<Integer> MAX_OUTPUT = MODEL_INFO.add("max_output_tokens", Kind.POSITIVE);
    static final Setting<Integer> MAX_TOKENS = MODEL_INFO.add("max_tokens", Kind.POSITIVE);
    static final Setting<List<String>> GROUPS = MODEL_INFO.add("access_groups", Kind.TEXTS, "");
    static final Setting<String> TEAM = MODEL_INFO.add("team_id", Kind.TEXT);
    static final Setting<String> TEAM_NAME = MODEL_INFO.add("team_public_model_name", Kind.TEXT);
    static final Setting<List<String>> ENVIRONMENTS = MODEL_INFO.add("supported_environments", Kind.TEXTS, "");

    static {
        PARAMS.ignored(
                "tag_regex",
                "cache_control_injection_points",
                "supports_system_message",
                "merge_reasoning_content_in_choices",
                "hf_model_name",
                "mock_tool_calls",
                "mock_timeout",
                "caching",
                "use_litellm_proxy",
                "stream_chunk_size",
                "tiered_pricing",
                "fallbacks",
                "region_name",
                "use_in_pass_through",
                "configurable_clientside_auth_params",
                "allow_client_keepalive_override");
        PARAMS.restricting(
                "default_api_key_tpm_limit",
                "default_api_key_rpm_limit",
                "max_parallel_requests",
                "max_budget",
                "budget_duration",
                "guardrails");
        MODEL_INFO.ignored(
                "allowed_fails",
                "allowed_fails_policy",
                "cooldown_time",
                "health_check_model",
                "disable_background_health_check",
                "allow_fail_open",
                "discoverable",
                "custom_tokenizer");
        MODEL_INFO.restricting("enable_tag_filtering");
    }

    private ModelKeys() {}
}
