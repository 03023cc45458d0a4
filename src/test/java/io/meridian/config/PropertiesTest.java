package io.meridian.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.config.Fleet.Worker;
import io.meridian.config.JournalConfig.InterruptedSpend;
import io.meridian.config.LimitSettings.TokenRateLimitType;
import io.meridian.config.RouterSettings.Cooldowns;
import io.meridian.config.RouterSettings.Fallbacks;
import io.meridian.config.RouterSettings.ModelAlias;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PropertiesTest {
    @ParameterizedTest
    @CsvSource({"true,false", "TRUE,false", "1,true", "yes,true", "false,true"})
    void onlyTrueDisablesASurface(String value, boolean registered) {
        assertThat(Yaml.config("", "DISABLE_LLM_API_ENDPOINTS", value).roles())
                .isEqualTo(new Roles(registered, true, true));
        assertThat(Yaml.config("", "DISABLE_ADMIN_ENDPOINTS", value).roles())
                .isEqualTo(new Roles(true, registered, true));
        assertThat(Yaml.config("", "DISABLE_ADMIN_UI", value).roles()).isEqualTo(new Roles(true, true, registered));
    }

    @Test
    void namesOfGeneralSettings() {
        GatewayConfig config = Yaml.config("""
            general_settings:
              master_key: os.environ/OTHER_KEY
              litellm_key_header_name: x-key
              store_model_in_db: yes
              completion_model: gpt
              user_api_key_cache_ttl: 5
              invalid_virtual_key_cache_ttl: 0
              allow_requests_on_db_unavailable: true
              always_include_stream_usage: true
              include_call_id_in_error_body: true
              disable_spend_logs: true
              disable_error_logs: true
              user_header_name: x-user
              allow_public_health_readiness_details: true
            """, "OTHER_KEY", "sk-other", "LITELLM_ENVIRONMENT", "staging");

        assertThat(config.masterKey().orElseThrow().reveal()).isEqualTo("sk-other");
        assertThat(config.identity().keyHeader()).contains("x-key");
        assertThat(config.settings().general())
                .isEqualTo(new GeneralSettings(
                        true,
                        Optional.of("gpt"),
                        Optional.of(Duration.ofSeconds(5)),
                        Duration.ZERO,
                        true,
                        true,
                        true,
                        true,
                        true,
                        Optional.of("x-user"),
                        true,
                        Optional.of("staging")));
    }

    @Test
    void namesOfLitellmSettings() {
        assertThat(Yaml.config("""
            litellm_settings:
              request_timeout: 1.5
              drop_params: on
              model_alias_map: {a: b}
              budget_exceeded_status_code: 429
              timezone: Europe/Berlin
              default_key_generate_params: {max_budget: 1.5, models: [a]}
              upperbound_key_generate_params: {duration: 30d}
              key_generation_settings:
                team_key_generation: {allowed_team_member_roles: [admin]}
                personal_key_generation: {allowed_user_roles: [internal_user], required_params: [tags]}
              sse_keepalive_ping_interval_seconds: 10
              turn_off_message_logging: true
            """).settings().litellm())
                .isEqualTo(new LitellmSettings(
                        Duration.ofMillis(1500),
                        true,
                        Map.of("a", "b"),
                        429,
                        ZoneId.of("Europe/Berlin"),
                        Map.of("max_budget", "1.5", "models", "[\"a\"]"),
                        Map.of("duration", "\"30d\""),
                        new KeyCreation(
                                Optional.of(new KeyCreation.Rule(List.of("admin"), List.of())),
                                Optional.of(new KeyCreation.Rule(List.of("internal_user"), List.of("tags")))),
                        Optional.of(Duration.ofSeconds(10)),
                        true));
    }

    @Test
    void namesOfRouterSettings() {
        assertThat(Yaml.config("""
            router_settings:
              model_group_alias: {a: b, c: {model: d, hidden: true}}
              timeout: 10
              stream_timeout: 2m
              num_retries: 1
              retry_after: 3
              allowed_fails: 4
              cooldown_time: 6
              disable_cooldowns: true
              max_fallbacks: 7
              fallbacks: [{a: [b, c]}, {d: [e]}]
              context_window_fallbacks: [{a: [f]}]
              content_policy_fallbacks: [{a: [g]}]
              default_fallbacks: [h]
            """).settings().router())
                .isEqualTo(new RouterSettings(
                        "simple-shuffle",
                        Map.of("a", new ModelAlias("b", false), "c", new ModelAlias("d", true)),
                        Optional.of(Duration.ofSeconds(10)),
                        Optional.of(Duration.ofMinutes(2)),
                        1,
                        Duration.ofSeconds(3),
                        new Cooldowns(false, Duration.ofSeconds(6), Optional.of(4)),
                        new Fallbacks(
                                7,
                                Map.of("a", List.of("b", "c"), "d", List.of("e")),
                                Map.of("a", List.of("f")),
                                Map.of("a", List.of("g")),
                                List.of("h"))));
    }

    @Test
    void namesOfLimits() {
        assertThat(Yaml.config(
                                """
                                general_settings:
                                  token_rate_limit_type: output
                                  fail_closed_rate_limit_enforcement: true
                                  fail_closed_budget_enforcement: true
                                  disable_budget_reservation: true
                                """,
                                "LITELLM_RATE_LIMIT_WINDOW_SIZE",
                                "30",
                                "LITELLM_TPM_TOKEN_RESERVATION_ENABLED",
                                "false")
                        .settings()
                        .limits())
                .isEqualTo(
                        new LimitSettings(Duration.ofSeconds(30), TokenRateLimitType.OUTPUT, false, false, true, true));
    }

    @Test
    void namesOfTheJournal(@TempDir Path folder) {
        JournalConfig journal = Yaml.config(
                        "general_settings: {interrupted_spend: reserved}",
                        "MERIDIAN_DATA_DIR",
                        folder.toString(),
                        "MERIDIAN_JOURNAL_FORCE",
                        "always",
                        "MERIDIAN_JOURNAL_MAX_SIZE_MB",
                        "8")
                .journal();

        assertThat(journal)
                .isEqualTo(new JournalConfig(folder, Duration.ZERO, 8 * 1024 * 1024, InterruptedSpend.RESERVED));
        assertThat(journal.forceAlways()).isTrue();
    }

    @Test
    void namesOfTheServer() throws Exception {
        HttpServerConfig server = Yaml.config(
                        """
                        general_settings:
                          max_request_size_mb: 1
                          trusted_proxy_ranges: [10.0.0.0/8, "::1"]
                          cancel_on_disconnect: true
                        """,
                        "SERVER_ROOT_PATH",
                        "litellm/",
                        "PROXY_BASE_URL",
                        "https://gateway.example/x",
                        "MERIDIAN_DRAIN_SECONDS",
                        "5",
                        "LITELLM_CORS_ORIGINS",
                        "https://a, https://b")
                .server();

        assertThat(server)
                .isEqualTo(new HttpServerConfig(
                        1024 * 1024,
                        "/litellm",
                        Optional.of(URI.create("https://gateway.example/x")),
                        Duration.ofSeconds(5),
                        List.of(AddressRange.parse("10.0.0.0/8"), AddressRange.parse("::1")),
                        true,
                        List.of("https://a", "https://b"),
                        true));
        assertThat(server.trustedProxies().getFirst().contains(InetAddress.ofLiteral("10.200.0.1")))
                .isTrue();
        assertThat(server.trustedProxies().getFirst().contains(InetAddress.ofLiteral("11.0.0.1")))
                .isFalse();
        assertThat(server.trustedProxies().getFirst().contains(InetAddress.ofLiteral("::1")))
                .isFalse();
    }

    @Test
    void namesOfOutgoingConnections(@TempDir Path folder) throws Exception {
        Path authority = Files.createFile(folder.resolve("ca.pem"));
        Path extra = Files.createFile(folder.resolve("extra.pem"));
        OutgoingConfig outgoing = Yaml.config(
                        "litellm_settings: {ssl_verify: " + authority + "}",
                        "SSL_CERT_FILE",
                        extra.toString(),
                        "HTTPS_PROXY",
                        "http://ignored:1",
                        "https_proxy",
                        "http://u:p@proxy:3128",
                        "HTTP_PROXY",
                        "other",
                        "NO_PROXY",
                        "localhost,.internal",
                        "MERIDIAN_EGRESS_ALLOWED_HOSTS",
                        "10.0.0.5")
                .outgoing();

        assertThat(outgoing.sslVerify()).isTrue();
        assertThat(outgoing.certificateAuthorities()).containsExactly(authority, extra);
        assertThat(outgoing.httpsProxy().orElseThrow().host()).isEqualTo("proxy");
        assertThat(outgoing.httpsProxy().orElseThrow().port()).isEqualTo(3128);
        assertThat(outgoing.httpsProxy().orElseThrow().username()).contains("u");
        assertThat(outgoing.httpProxy())
                .contains(new ProxyAddress(false, "other", 80, Optional.empty(), Optional.empty()));
        assertThat(outgoing.noProxy()).containsExactly("localhost", ".internal");
        assertThat(outgoing.allowedHosts()).containsExactly("10.0.0.5");
    }

    @Test
    void complainsAboutUncheckedCertificates() {
        LoadedConfig loaded = Yaml.load("litellm_settings: {ssl_verify: false}");

        assertThat(loaded.config().outgoing().sslVerify()).isFalse();
        assertThat(loaded.warnings()).singleElement().asString().startsWith("litellm_settings.ssl_verify: ");
    }

    @Test
    void namesOfMetrics() {
        assertThat(Yaml.config("""
            general_settings: {require_auth_for_metrics_endpoint: false}
            litellm_settings:
              callbacks: [prometheus]
              enable_end_user_cost_tracking_prometheus_only: true
              prometheus_metrics_max_series_per_metric: 10
              prometheus_emit_stream_label: true
              custom_prometheus_metadata_labels: [metadata.a]
            """).metrics())
                .isEqualTo(new MetricsConfig(false, true, Optional.of(10), true, List.of("metadata.a")));
    }

    @Test
    void namesOfTheFleet() {
        assertThat(Yaml.config("""
            worker_registry: [{worker_id: eu, name: Europe, url: "https://eu.example"}]
            general_settings: {control_plane_url: "https://control.example"}
            """).fleet())
                .isEqualTo(new Fleet(
                        List.of(new Worker("eu", "Europe", URI.create("https://eu.example"))),
                        Optional.of(URI.create("https://control.example"))));
    }

    @Test
    void namesOfTheUserInterface() {
        UserInterfaceConfig ui = Yaml.config(
                        "",
                        "UI_USERNAME",
                        "root",
                        "UI_PASSWORD",
                        "p",
                        "LITELLM_UI_SESSION_DURATION",
                        "8h",
                        "PROXY_ADMIN_ID",
                        "me",
                        "PROXY_LOGOUT_URL",
                        "https://out",
                        "LITELLM_UI_API_DOC_BASE_URL",
                        "https://api",
                        "AUTO_REDIRECT_UI_LOGIN_TO_SSO",
                        "true",
                        "LITELLM_HIDE_DEFAULT_CREDENTIALS_HINT",
                        "true")
                .settings()
                .userInterface();

        assertThat(ui)
                .isEqualTo(new UserInterfaceConfig(
                        "root",
                        Optional.of(new io.meridian.base.Secret("p")),
                        Duration.ofHours(8),
                        Optional.of("me"),
                        Optional.of(URI.create("https://out")),
                        Optional.of(URI.create("https://api")),
                        true,
                        true));
    }

    @Test
    void overlaysTheEnvironmentWithTheFilesVariables() {
        GatewayConfig config = Yaml.config("""
            environment_variables: {REDIS_HOST: os.environ/REAL, DISABLE_ADMIN_UI: true}
            litellm_settings: {model_alias_map: {a: os.environ/REDIS_HOST}}
            """, "REAL", "host", "REDIS_HOST", "other");

        assertThat(config.redis().orElseThrow().node()).isEqualTo(new HostPort("host", 6379));
        assertThat(config.settings().litellm().modelAliasMap()).containsEntry("a", "host");
        assertThat(config.roles().ui()).isFalse();
    }

    @Test
    void joinsIncludedFilesRelativeToTheirIncluder(@TempDir Path folder) throws Exception {
        Files.createDirectory(folder.resolve("models"));
        Files.writeString(folder.resolve("models/all.yaml"), "include: [one.yaml]\n" + model("b"));
        Files.writeString(folder.resolve("models/one.yaml"), model("c") + "litellm_settings: {drop_params: true}");
        Path file = Files.writeString(folder.resolve("config.yaml"), "include: models/all.yaml\n" + model("a"));

        GatewayConfig config = ConfigLoader.load(
                        Optional.empty(), Map.of("CONFIG_FILE_PATH", file.toString()), true, _ -> true)
                .config();

        assertThat(config.models()).extracting(ModelEntry::name).containsExactly("a", "b", "c");
        assertThat(config.settings().litellm().dropParams()).isTrue();
    }

    private static String model(String name) {
        return "model_list:\n  - {model_name: " + name + ", litellm_params: {model: openai/" + name + "}}\n";
    }
}
