package io.meridian.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.base.Secret;

/** The names of a Redis server in a mapping of the file, and those of the environment. */
final class RedisKeys {
    static final Catalogue KNOWN = new Catalogue(Place.REDIS);

    static final Setting<String> TYPE = KNOWN.add("type", Kind.TEXT);
    static final Setting<Secret> URL = KNOWN.add("url", Kind.SECRET);
    static final Setting<String> HOST = KNOWN.add("host", Kind.TEXT);
    static final Setting<Integer> PORT = KNOWN.add("port", Kind.PORT, "6379");
    static final Setting<String> USERNAME = KNOWN.add("username", Kind.TEXT);
    static final Setting<Secret> PASSWORD = KNOWN.add("password", Kind.SECRET);
    static final Setting<Integer> DB = KNOWN.add("db", Kind.COUNT, "0");
    static final Setting<Boolean> SSL = KNOWN.add("ssl", Kind.BOOLEAN, "false");
    static final Setting<Boolean> SSL_CHECK_HOST = KNOWN.add("ssl_check_hostname", Kind.BOOLEAN, "true");
    static final Setting<JsonNode> STARTUP_NODES = KNOWN.add("redis_startup_nodes", Kind.LIST);
    static final Setting<String> SERVICE = KNOWN.add("service_name", Kind.TEXT);
    static final Setting<JsonNode> SENTINELS = KNOWN.add("sentinel_nodes", Kind.LIST);
    static final Setting<Secret> SENTINEL_PASSWORD = KNOWN.add("sentinel_password", Kind.SECRET);

    static final Catalogue ENVIRONMENT = new Catalogue(Place.ENVIRONMENT);

    static final Setting<Secret> ENV_URL = ENVIRONMENT.add("REDIS_URL", Kind.SECRET);
    static final Setting<String> ENV_HOST = ENVIRONMENT.add("REDIS_HOST", Kind.TEXT);
    static final Setting<Integer> ENV_PORT = ENVIRONMENT.add("REDIS_PORT", Kind.PORT, "6379");
    static final Setting<String> ENV_USERNAME = ENVIRONMENT.add("REDIS_USERNAME", Kind.TEXT);
    static final Setting<Secret> ENV_PASSWORD = ENVIRONMENT.add("REDIS_PASSWORD", Kind.SECRET);
    static final Setting<Integer> ENV_DB = ENVIRONMENT.add("REDIS_DB", Kind.COUNT, "0");
    static final Setting<Boolean> ENV_SSL = ENVIRONMENT.add("REDIS_SSL", Kind.BOOLEAN, "false");
    static final Setting<Boolean> ENV_SSL_CHECK_HOST =
            ENVIRONMENT.add("REDIS_SSL_CHECK_HOSTNAME", Kind.BOOLEAN, "true");
    static final Setting<JsonNode> ENV_NODES = ENVIRONMENT.add("REDIS_CLUSTER_NODES", Kind.JSON_LIST);
    static final Setting<String> ENV_SERVICE = ENVIRONMENT.add("REDIS_SERVICE_NAME", Kind.TEXT);
    static final Setting<JsonNode> ENV_SENTINELS = ENVIRONMENT.add("REDIS_SENTINEL_NODES", Kind.JSON_LIST);
    static final Setting<Secret> ENV_SENTINEL_PASSWORD = ENVIRONMENT.add("REDIS_SENTINEL_PASSWORD", Kind.SECRET);

    static {
        KNOWN.ignored(
                "ttl",
                "namespace",
                "mode",
                "supported_call_types",
                "max_connections",
                "ssl_cert_reqs",
                "redis_flush_size",
                "default_in_memory_ttl",
                "default_in_redis_ttl",
                "similarity_threshold");
        ENVIRONMENT.ignored(
                "REDIS_SSL_CERT_REQS",
                "REDIS_CONNECTION_POOL_TIMEOUT",
                "REDIS_SOCKET_TIMEOUT",
                "REDIS_CIRCUIT_BREAKER_ENABLED",
                "REDIS_CIRCUIT_BREAKER_FAILURE_THRESHOLD",
                "REDIS_CIRCUIT_BREAKER_RECOVERY_TIMEOUT",
                "REDIS_CIRCUIT_BREAKER_TIMEOUT_MIN_DURATION");
    }

    private RedisKeys() {}
}
