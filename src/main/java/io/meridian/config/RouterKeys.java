package io.meridian.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.base.Secret;
import java.time.Duration;
import java.util.List;

/** The names in {@code router_settings}. Call {@code add} instead of {@code early} once the router obeys one. */
final class RouterKeys {
    static final Catalogue KNOWN = new Catalogue(Place.ROUTER);

    static final Setting<JsonNode> GROUP_ALIASES = KNOWN.add("model_group_alias", Kind.MAPPING);
    static final Setting<Duration> TIMEOUT = KNOWN.add("timeout", Kind.POSITIVE_SECONDS);
    static final Setting<Duration> STREAM_TIMEOUT = KNOWN.add("stream_timeout", Kind.POSITIVE_SECONDS);
    static final Setting<String> STRATEGY = KNOWN.add("routing_strategy", Kind.TEXT, "simple-shuffle");
    static final Setting<Integer> RETRIES = KNOWN.early("num_retries", Kind.COUNT, "2");
    static final Setting<Duration> RETRY_AFTER = KNOWN.early("retry_after", Kind.SECONDS, "0");
    static final Setting<Integer> ALLOWED_FAILS = KNOWN.early("allowed_fails", Kind.COUNT);
    static final Setting<Duration> COOLDOWN = KNOWN.early("cooldown_time", Kind.SECONDS, "5");
    static final Setting<Boolean> NO_COOLDOWNS = KNOWN.early("disable_cooldowns", Kind.BOOLEAN, "false");
    static final Setting<Integer> MAX_FALLBACKS = KNOWN.early("max_fallbacks", Kind.COUNT, "5");
    static final Setting<JsonNode> FALLBACKS = KNOWN.early("fallbacks", Kind.LIST);
    static final Setting<JsonNode> CONTEXT_FALLBACKS = KNOWN.early("context_window_fallbacks", Kind.LIST);
    static final Setting<JsonNode> CONTENT_FALLBACKS = KNOWN.early("content_policy_fallbacks", Kind.LIST);
    static final Setting<List<String>> DEFAULT_FALLBACKS = KNOWN.early("default_fallbacks", Kind.TEXTS, "");

    static final Setting<String> REDIS_HOST = KNOWN.add("redis_host", Kind.TEXT);
    static final Setting<Integer> REDIS_PORT = KNOWN.add("redis_port", Kind.PORT, "6379");
    static final Setting<Secret> REDIS_PASSWORD = KNOWN.add("redis_password", Kind.SECRET);
    static final Setting<Secret> REDIS_URL = KNOWN.add("redis_url", Kind.SECRET);
    static final Setting<Integer> REDIS_DB = KNOWN.add("redis_db", Kind.COUNT, "0");

    static {
        KNOWN.ignored(
                "routing_strategy_args",
                "retry_policy",
                "model_group_retry_policy",
                "allowed_fails_policy",
                "enable_pre_call_checks",
                "deployment_affinity_ttl_seconds",
                "enable_weighted_failover",
                "caching_groups",
                "cache_responses",
                "client_ttl",
                "default_litellm_params",
                "cache_kwargs",
                "polling_interval",
                "set_verbose",
                "debug_level",
                "ignore_invalid_deployments",
                "routing_groups",
                "tag_filtering_match_any",
                "tag_routing_prefix",
                "alerting_config",
                "assistants_config");
        KNOWN.restricting(
                "enable_tag_filtering",
                "provider_budget_config",
                "optional_pre_call_checks",
                "default_max_parallel_requests");
    }

    private RouterKeys() {}
}
