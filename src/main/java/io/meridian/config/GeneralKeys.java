package io.meridian.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.base.Secret;
import io.meridian.config.JournalConfig.InterruptedSpend;
import io.meridian.config.LimitSettings.TokenRateLimitType;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** The names in {@code general_settings}. */
final class GeneralKeys {
    static final Catalogue KNOWN = new Catalogue(Place.GENERAL);

    static final Setting<Secret> MASTER_KEY = KNOWN.add("master_key", Kind.SECRET);
    static final Setting<Boolean> PERMIT_WEAK_KEY =
            KNOWN.add("dangerously_permit_weak_or_unset_master_key", Kind.BOOLEAN, "false");
    static final Setting<String> KEY_HEADER = KNOWN.add("litellm_key_header_name", Kind.TEXT);
    static final Setting<Duration> CALLER_CACHE = KNOWN.add("user_api_key_cache_ttl", Kind.SECONDS);
    static final Setting<Duration> UNKNOWN_KEY_CACHE = KNOWN.add("invalid_virtual_key_cache_ttl", Kind.SECONDS, "60");
    static final Setting<Boolean> ALLOW_WITHOUT_DATABASE =
            KNOWN.add("allow_requests_on_db_unavailable", Kind.BOOLEAN, "false");

    static final Setting<Secret> DATABASE_URL = KNOWN.add("database_url", Kind.SECRET);
    static final Setting<Integer> POOL_SIZE = KNOWN.add("database_connection_pool_limit", Kind.POSITIVE, "10");
    static final Setting<Duration> POOL_TIMEOUT = KNOWN.add("database_connection_timeout", Kind.POSITIVE_SECONDS, "60");
    static final Setting<Boolean> STORE_MODELS = KNOWN.add("store_model_in_db", Kind.BOOLEAN, "false");
    static final Setting<JsonNode> COORDINATION_REDIS = KNOWN.add("coordination_redis", Kind.MAPPING);

    static final Setting<TokenRateLimitType> TOKEN_TYPE =
            KNOWN.add("token_rate_limit_type", Kind.oneOf(TokenRateLimitType.class), "total");
    static final Setting<Boolean> CLOSED_LIMITS =
            KNOWN.add("fail_closed_rate_limit_enforcement", Kind.BOOLEAN, "false");
    static final Setting<Boolean> CLOSED_BUDGETS = KNOWN.add("fail_closed_budget_enforcement", Kind.BOOLEAN, "false");
    static final Setting<Boolean> CLOSED_AUDIT = KNOWN.add("fail_closed_audit", Kind.BOOLEAN, "true");
    static final Setting<Duration> AUDIT_RETENTION =
            KNOWN.add("maximum_audit_logs_retention_period", Kind.POSITIVE_SECONDS);
    static final Setting<Boolean> NO_BUDGET_RESERVATION =
            KNOWN.early("disable_budget_reservation", Kind.BOOLEAN, "false");
    static final Setting<InterruptedSpend> INTERRUPTED =
            KNOWN.add("interrupted_spend", Kind.oneOf(InterruptedSpend.class), "none");
    static final Setting<Boolean> NO_SPEND_LOGS = KNOWN.add("disable_spend_logs", Kind.BOOLEAN, "false");
    static final Setting<Boolean> NO_ERROR_LOGS = KNOWN.add("disable_error_logs", Kind.BOOLEAN, "false");
    static final Setting<Duration> LOGS_KEPT = KNOWN.add("maximum_spend_logs_retention_period", Kind.POSITIVE_SECONDS);
    static final Setting<Duration> LOGS_CLEANED =
            KNOWN.add("maximum_spend_logs_retention_interval", Kind.POSITIVE_SECONDS, "86400");

    static final Setting<Long> MAX_REQUEST = KNOWN.add("max_request_size_mb", Kind.MEGABYTES, "64");
    static final Setting<List<String>> TRUSTED_PROXIES = KNOWN.add("trusted_proxy_ranges", Kind.TEXTS, "");
    static final Setting<Boolean> CANCEL = KNOWN.early("cancel_on_disconnect", Kind.BOOLEAN, "false");
    static final Setting<List<String>> CORS_ORIGINS = KNOWN.add("cors_allow_origins", Kind.TEXTS, "*");
    static final Setting<Boolean> CORS_CREDENTIALS = KNOWN.add("cors_allow_credentials", Kind.BOOLEAN);
    static final Setting<URI> CONTROL_PLANE = KNOWN.early("control_plane_url", Kind.URL);

    static final Setting<String> COMPLETION_MODEL = KNOWN.early("completion_model", Kind.TEXT);
    static final Setting<Boolean> STREAM_USAGE = KNOWN.add("always_include_stream_usage", Kind.BOOLEAN, "false");
    static final Setting<Boolean> CALL_ID_IN_ERRORS = KNOWN.add("include_call_id_in_error_body", Kind.BOOLEAN, "false");
    static final Setting<String> USER_HEADER = KNOWN.add("user_header_name", Kind.TEXT);
    static final Setting<Boolean> PUBLIC_DETAILS =
            KNOWN.add("allow_public_health_readiness_details", Kind.BOOLEAN, "false");
    static final Setting<Boolean> METRICS_AUTH = KNOWN.add("require_auth_for_metrics_endpoint", Kind.BOOLEAN, "true");
    static final Setting<Boolean> AUTO_SSO = KNOWN.early("auto_redirect_ui_login_to_sso", Kind.BOOLEAN, "false");
    static final Setting<Boolean> HIDE_HINT = KNOWN.early("hide_default_credentials_hint", Kind.BOOLEAN, "false");

    static {
        KNOWN.ignored(
                "enforce_fallback_budget",
                "user_mcp_management_mode",
                "store_prompts_in_spend_logs",
                "disable_spend_updates",
                "pass_through_endpoints",
                "pass_through_request_timeout",
                "background_health_checks",
                "health_check_interval",
                "health_check_details",
                "health_check_concurrency",
                "enable_health_check_routing",
                "use_shared_health_check",
                "proxy_batch_write_at",
                "maximum_spend_logs_cleanup_cron",
                "disable_reset_budget",
                "proxy_budget_rescheduler_min_time",
                "proxy_budget_rescheduler_max_time",
                "enable_drain_endpoint",
                "forward_client_headers_to_llm_api",
                "forward_llm_provider_auth_headers",
                "forward_openai_org_id",
                "add_user_information_to_llm_headers",
                "user_header_mappings",
                "allow_client_side_credentials",
                "alerting",
                "alerting_threshold",
                "alert_types",
                "alerting_args",
                "alert_to_webhook_url",
                "enable_jwt_auth",
                "litellm_jwtauth",
                "enable_oauth2_auth",
                "public_routes",
                "custom_sso",
                "embedding_model",
                "image_generation_model",
                "moderation_model",
                "audio_transcription_model",
                "database_type",
                "database_args",
                "otel",
                "infer_model_from_keys",
                "cors_allow_methods",
                "cors_allow_headers",
                "enable_public_model_hub",
                "key_management_system",
                "key_management_settings",
                "use_azure_key_vault",
                "use_google_kms",
                "supported_db_objects",
                "max_failed_login_attempts_per_source",
                "max_failed_login_attempts_per_source_overrides",
                "failed_login_window_seconds",
                "failed_login_block_seconds",
                "disable_adding_master_key_hash_to_db",
                "disable_master_key_return",
                "dangerously_allow_mock_testing_request_params",
                "use_redis_transaction_buffer");
        KNOWN.restricting(
                "ui_access_mode",
                "custom_key_update",
                "allowed_ips",
                "use_x_forwarded_for",
                "enforced_params",
                "enforce_user_param",
                "missing_session_id",
                "global_max_parallel_requests",
                "max_parallel_requests",
                "max_in_flight_requests_per_worker",
                "max_response_size_mb",
                "max_file_size_mb",
                "allowed_file_extensions",
                "allowed_routes",
                "admin_only_routes",
                "role_permissions",
                "custom_auth",
                "custom_key_generate",
                "custom_validate",
                "reject_clientside_metadata_tags",
                "enforce_fallback_model_access",
                "disable_env_credential_login",
                "disable_password_login_when_sso_enabled",
                "block_robots",
                "blocked_user_list",
                "banned_keywords_list",
                "password_policy_min_length",
                "password_policy_require_uppercase",
                "password_policy_require_lowercase",
                "password_policy_require_numbers",
                "password_policy_require_special_characters",
                "password_policy_check_breached_passwords",
                "max_end_user_budget",
                "max_end_user_budget_id",
                "disable_non_admin_personal_key_creation",
                "enforce_rbac");
    }

    private GeneralKeys() {}
}
