package io.meridian.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;

/** The names in {@code litellm_settings}. */
final class LitellmKeys {
    static final Catalogue KNOWN = new Catalogue(Place.LITELLM);

    static final Setting<Duration> REQUEST_TIMEOUT = KNOWN.add("request_timeout", Kind.POSITIVE_SECONDS, "6000");
    static final Setting<Boolean> DROP_PARAMS = KNOWN.early("drop_params", Kind.BOOLEAN, "false");
    static final Setting<String> SSL_VERIFY = KNOWN.add("ssl_verify", Kind.TEXT, "true");
    static final Setting<JsonNode> ALIASES = KNOWN.add("model_alias_map", Kind.MAPPING);
    static final Setting<Integer> BUDGET_STATUS =
            KNOWN.add("budget_exceeded_status_code", Kind.integers("HTTP status", 400), "422");
    static final Setting<ZoneId> TIMEZONE = KNOWN.add("timezone", Kind.ZONE, "UTC");
    static final Setting<JsonNode> KEY_DEFAULTS = KNOWN.add("default_key_generate_params", Kind.MAPPING);
    static final Setting<JsonNode> KEY_BOUNDS = KNOWN.add("upperbound_key_generate_params", Kind.MAPPING);
    static final Setting<JsonNode> KEY_CREATION = KNOWN.add("key_generation_settings", Kind.MAPPING);
    static final Setting<Duration> KEEPALIVE = KNOWN.add("sse_keepalive_ping_interval_seconds", Kind.POSITIVE_SECONDS);
    static final Setting<Boolean> NO_MESSAGE_LOG = KNOWN.add("turn_off_message_logging", Kind.BOOLEAN, "false");
    static final Setting<Boolean> AUDIT = KNOWN.add("store_audit_logs", Kind.BOOLEAN, "true");
    static final Setting<JsonNode> CACHE_PARAMS = KNOWN.add("cache_params", Kind.MAPPING);
    static final Setting<JsonNode> CALLBACKS = KNOWN.add("callbacks", Kind.ANY);

    static final Setting<Boolean> END_USER_METRICS =
            KNOWN.early("enable_end_user_cost_tracking_prometheus_only", Kind.BOOLEAN, "false");
    static final Setting<Integer> METRIC_SERIES = KNOWN.add("prometheus_metrics_max_series_per_metric", Kind.POSITIVE);
    static final Setting<Boolean> STREAM_LABEL = KNOWN.add("prometheus_emit_stream_label", Kind.BOOLEAN, "false");
    static final Setting<List<String>> METADATA_LABELS =
            KNOWN.early("custom_prometheus_metadata_labels", Kind.TEXTS, "");

    static {
        KNOWN.ignored(
                "user_url_validation",
                "user_url_allowed_hosts",
                "provider_url_destination_allowed_hosts",
                "cooldown_time",
                "modify_params",
                "num_retries",
                "allowed_fails",
                "default_fallbacks",
                "fallbacks",
                "context_window_fallbacks",
                "content_policy_fallbacks",
                "cache",
                "force_ipv4",
                "cost_discount_config",
                "cost_margin_config",
                "expose_router_debug_in_errors",
                "json_logs",
                "set_verbose",
                "success_callback",
                "failure_callback",
                "service_callback",
                "audit_log_callbacks",
                "disable_stop_sequence_limit",
                "enable_redis_auth_cache",
                "model_group_settings",
                "check_provider_endpoint",
                "priority_reservation",
                "priority_reservation_settings",
                "public_model_groups",
                "s3_callback_params",
                "datadog_params",
                "langfuse_default_tags",
                "default_internal_user_params",
                "default_team_params",
                "default_team_settings",
                "custom_prometheus_tags",
                "prometheus_metrics_config",
                "prometheus_exclude_metrics",
                "prometheus_exclude_labels",
                "prometheus_metrics_ttl_seconds",
                "prometheus_metrics_cleanup_interval_seconds",
                "prometheus_initialize_budget_metrics",
                "prometheus_deployment_and_latency_caller_identity",
                "include_cost_in_streaming_usage",
                "enable_caching_on_provider_specific_optional_params",
                "disable_end_user_cost_tracking",
                "disable_end_user_cost_tracking_prometheus_only",
                "forward_traceparent_to_llm_provider",
                "return_response_headers",
                "redact_user_api_key_info",
                "ssl_certificate",
                "enable_loadbalancing_on_batch_endpoints",
                "disable_hf_tokenizer_download",
                "enable_preview_features",
                "aws_sqs_callback_params",
                "disable_copilot_system_to_assistant");
        KNOWN.restricting(
                "max_budget",
                "budget_duration",
                "max_end_user_budget",
                "max_end_user_budget_id",
                "max_internal_user_budget",
                "internal_user_budget_duration",
                "enable_json_schema_validation",
                "banned_keywords_list",
                "blocked_user_list",
                "llm_guard_mode",
                "guardrails",
                "default_team_disabled",
                "max_user_budget",
                "ssl_security_level",
                "max_ui_session_budget");
    }

    private LitellmKeys() {}
}
