package io.meridian.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SecretsTest {
    private static final String[] VARIABLES = {
        "LITELLM_MASTER_KEY", "sk-planted",
        "LITELLM_SALT_KEY", "planted",
        "DATABASE_URL", "postgres://u:planted@h/d",
        "DATABASE_URL_DIRECT", "postgres://u:planted@h/d",
        "REDIS_URL", "redis://u:planted@h",
        "https_proxy", "http://u:planted@h:1",
        "UI_PASSWORD", "planted"
    };

    private static final String FILE = """
        model_list:
          - model_name: a
            litellm_params:
              model: openai/a
              api_base: https://h/v1?code=planted
              api_key: sk-planted
              extra_headers: {authorization: planted}
              aws_secret_access_key: planted
              vertex_credentials: {private_key: planted}
              extra_body: {key: planted}
              mock_response: planted
        """;

    @Test
    void showsNoSecretInAnyRecord() {
        assertThat(Yaml.load(FILE, VARIABLES).toString())
                .contains("LitellmParams[model=a")
                .doesNotContain("planted");
    }

    @Test
    void showsNoSecretInAnyMessage() {
        List<String> problems = Yaml.problems(
                FILE + """
                    general_settings:
                      master_key: {planted: planted}
                      control_plane_url: "https://u:planted@h"
                      token_rate_limit_type: planted
                      user_api_key_cache_ttl: planted
                      max_request_size_mb: planted
                      trusted_proxy_ranges: planted
                      coordination_redis: {url: "redis://:planted@h:planted"}
                      database_url: planted
                      always_include_stream_usage: planted
                    litellm_settings:
                      timezone: planted
                      ssl_verify: planted
                      callbacks: planted
                    credential_list: [{credential_name: x, credential_values: planted}]
                    router_settings: {model_group_alias: {a: os.environ/sk-planted}}
                    """,
                "DATABASE_URL",
                "postgres://u:pla/nted:planted@h",
                "REDIS_URL",
                "planted",
                "HTTP_PROXY",
                "ftp://planted",
                "MERIDIAN_JOURNAL_FORCE",
                "planted",
                "SERVER_ROOT_PATH",
                "/../planted");

        assertThat(problems).hasSizeGreaterThan(12).noneMatch(problem -> problem.contains("planted"));
    }
}
