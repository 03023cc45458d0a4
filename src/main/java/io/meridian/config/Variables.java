package io.meridian.config;

import io.meridian.base.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The environment variables of the gateway itself; those of databases and Redis stand beside their readers. */
final class Variables {
    static final Catalogue KNOWN = new Catalogue(Place.ENVIRONMENT);

    static final Setting<Path> CONFIG_FILE = KNOWN.add("CONFIG_FILE_PATH", Kind.PATH);
    static final Setting<List<String>> ACCEPT_UNSUPPORTED = KNOWN.add("MERIDIAN_ACCEPT_UNSUPPORTED", Kind.TEXTS, "");

    static final Setting<Boolean> DISABLE_LLM = KNOWN.add("DISABLE_LLM_API_ENDPOINTS", Kind.FLAG, "false");
    static final Setting<Boolean> DISABLE_ADMIN = KNOWN.add("DISABLE_ADMIN_ENDPOINTS", Kind.FLAG, "false");
    static final Setting<Boolean> DISABLE_UI = KNOWN.add("DISABLE_ADMIN_UI", Kind.FLAG, "false");

    static final Setting<Secret> MASTER_KEY = KNOWN.add("LITELLM_MASTER_KEY", Kind.SECRET);
    static final Setting<Secret> SALT_KEY = KNOWN.add("LITELLM_SALT_KEY", Kind.SECRET);
    static final Setting<List<Secret>> PREVIOUS_SALT_KEYS = KNOWN.add("MERIDIAN_PREVIOUS_SALT_KEYS", Kind.SECRETS, "");
    static final Setting<Boolean> PERMIT_WEAK_KEY =
            KNOWN.add("LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY", Kind.FLAG, "false");

    static final Setting<String> ROOT_PATH = KNOWN.add("SERVER_ROOT_PATH", Kind.TEXT, "");
    static final Setting<URI> BASE_URL = KNOWN.early("PROXY_BASE_URL", Kind.URL);
    static final Setting<Duration> DRAIN = KNOWN.add("MERIDIAN_DRAIN_SECONDS", Kind.SECONDS, "30");
    static final Setting<List<String>> CORS_ORIGINS = KNOWN.add("LITELLM_CORS_ORIGINS", Kind.TEXTS);
    static final Setting<Boolean> CORS_CREDENTIALS = KNOWN.add("LITELLM_CORS_ALLOW_CREDENTIALS", Kind.BOOLEAN);
    static final Setting<String> ENVIRONMENT = KNOWN.add("LITELLM_ENVIRONMENT", Kind.TEXT);
    static final Setting<Boolean> STORE_MODELS = KNOWN.early("STORE_MODEL_IN_DB", Kind.BOOLEAN);

    static final Setting<Duration> RATE_WINDOW =
            KNOWN.add("LITELLM_RATE_LIMIT_WINDOW_SIZE", Kind.POSITIVE_SECONDS, "60");
    static final Setting<Boolean> TOKEN_RESERVATION =
            KNOWN.add("LITELLM_TPM_TOKEN_RESERVATION_ENABLED", Kind.BOOLEAN, "true");

    static final Setting<Path> DATA_DIRECTORY = KNOWN.add("MERIDIAN_DATA_DIR", Kind.PATH);
    static final Setting<String> JOURNAL_FORCE = KNOWN.add("MERIDIAN_JOURNAL_FORCE", Kind.TEXT, "100ms");
    static final Setting<Long> JOURNAL_SIZE = KNOWN.add("MERIDIAN_JOURNAL_MAX_SIZE_MB", Kind.MEGABYTES, "1024");

    static final Setting<String> SSL_VERIFY = KNOWN.add("SSL_VERIFY", Kind.TEXT);
    static final Setting<Path> SSL_CERT_FILE = KNOWN.add("SSL_CERT_FILE", Kind.PATH);
    static final Setting<Path> EXTRA_CA = KNOWN.add("MERIDIAN_EXTRA_CA_FILE", Kind.PATH);
    static final Setting<List<String>> EGRESS_HOSTS = KNOWN.add("MERIDIAN_EGRESS_ALLOWED_HOSTS", Kind.TEXTS, "");
    static final Setting<Secret> HTTPS_PROXY = KNOWN.add("HTTPS_PROXY", Kind.SECRET);
    static final Setting<Secret> HTTPS_PROXY_LOWER = KNOWN.add("https_proxy", Kind.SECRET);
    static final Setting<Secret> HTTP_PROXY = KNOWN.add("HTTP_PROXY", Kind.SECRET);
    static final Setting<Secret> HTTP_PROXY_LOWER = KNOWN.add("http_proxy", Kind.SECRET);
    static final Setting<List<String>> NO_PROXY = KNOWN.add("NO_PROXY", Kind.TEXTS);
    static final Setting<List<String>> NO_PROXY_LOWER = KNOWN.add("no_proxy", Kind.TEXTS);

    static final Setting<String> UI_USERNAME = KNOWN.early("UI_USERNAME", Kind.TEXT, "admin");
    static final Setting<Secret> UI_PASSWORD = KNOWN.early("UI_PASSWORD", Kind.SECRET);
    static final Setting<Duration> UI_SESSION =
            KNOWN.early("LITELLM_UI_SESSION_DURATION", Kind.POSITIVE_SECONDS, "24h");
    static final Setting<URI> LOGOUT_URL = KNOWN.early("PROXY_LOGOUT_URL", Kind.URL);
    static final Setting<URI> API_DOC_URL = KNOWN.early("LITELLM_UI_API_DOC_BASE_URL", Kind.URL);
    static final Setting<Boolean> AUTO_SSO = KNOWN.early("AUTO_REDIRECT_UI_LOGIN_TO_SSO", Kind.BOOLEAN);
    static final Setting<Boolean> HIDE_HINT = KNOWN.early("LITELLM_HIDE_DEFAULT_CREDENTIALS_HINT", Kind.BOOLEAN);
    static final Setting<String> ADMIN_ID = KNOWN.early("PROXY_ADMIN_ID", Kind.TEXT);

    static {
        KNOWN.ignored(
                "EXPERIMENTAL_UI_LOGIN",
                "UI_LOGO_PATH",
                "DOCS_URL",
                "ROOT_REDIRECT_URL",
                "LITELLM_EXPIRED_UI_SESSION_KEY_CLEANUP_ENABLED",
                "LITELLM_KEY_ROTATION_ENABLED",
                "JWT_PUBLIC_KEY_URL",
                "GOOGLE_CLIENT_ID",
                "MICROSOFT_CLIENT_ID",
                "GENERIC_CLIENT_ID",
                "LITELLM_DISABLE_LOGIN_RATE_LIMIT",
                "LITELLM_MODEL_COST_MAP_URL",
                "SEPARATE_HEALTH_APP",
                "DATABASE_HOST_READ_REPLICA",
                "IAM_TOKEN_DB_AUTH",
                "REDIS_GCP_SERVICE_ACCOUNT");
        KNOWN.restricting("ALLOWED_EMAIL_DOMAINS", "DEFAULT_TEAM_DISABLED", "DRAIN_ENDPOINT_TOKEN");
    }

    private Variables() {}
}
