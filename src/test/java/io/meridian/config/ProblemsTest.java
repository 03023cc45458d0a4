package io.meridian.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProblemsTest {
    @Test
    void reportsAllProblemsInOneMessage() {
        String yaml = """
            model_list:
              - model_name: a
                litellm_params: {model: openai/a, api_base: "ftp://x", rpm: many}
              - litellm_params: {api_key: os.environ/NOT_SET}
            litellm_settings: {request_timeout: soon, timezone: Mars/Base}
            general_settings: {max_request_size_mb: 0, trusted_proxy_ranges: [10.0.0.0/99]}
            worker_registry: [{worker_id: w, name: n, url: worker}]
            """;

        assertThatThrownBy(() -> Yaml.load(yaml, "REDIS_PORT", "x", "REDIS_HOST", "h"))
                .isInstanceOf(ConfigurationException.class)
                .message()
                .startsWith("The configuration has 11 problems:")
                .contains(
                        "model_list[0].litellm_params.api_base: must begin with http:// or https://",
                        "model_list[0].litellm_params.rpm: ",
                        "model_list[1].model_name: is missing",
                        "model_list[1].litellm_params.model: is missing",
                        "model_list[1].litellm_params.api_key: the environment variable NOT_SET is not set",
                        "litellm_settings.request_timeout: ",
                        "litellm_settings.timezone: ",
                        "general_settings.max_request_size_mb: ",
                        "general_settings.trusted_proxy_ranges: ",
                        "worker_registry[0].url: ",
                        "REDIS_PORT: ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        general_settings | {mastr_key: x}              | .mastr_key: is not a known setting; did you mean master_key?
        litellm_setings  | {}                          | : is not a known setting; did you mean litellm_settings?
        router_settings  | {something_else_entirely: x} | .something_else_entirely: is not a known setting
        litellm_settings | {num_retries: 3}            | .num_retries: is known, but has no effect yet
        litellm_settings | {callbacks: [langfuse]}     | .callbacks[0]: is known, but has no effect yet
        """)
    void warnsOfNamesWithoutEffect(String section, String yaml, String warning) {
        assertThat(Yaml.warnings(section + ": " + yaml)).containsExactly(section + warning);
    }

    @Test
    void warnsOfMisspelledVariablesOfOurs() {
        assertThat(Yaml.warnings("", "MERIDIAN_DATA_DIRR", "x", "HOME", "/"))
                .containsExactly("MERIDIAN_DATA_DIRR: is not a known variable; did you mean MERIDIAN_DATA_DIR?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "guardrails: [{guardrail_name: pii}]",
                "general_settings: {allowed_ips: [10.0.0.1]}",
                "general_settings: {enforce_user_param: true}",
                "general_settings: {enforced_params: [user]}",
                "general_settings: {global_max_parallel_requests: 10}",
                "litellm_settings: {max_budget: 100}",
                "litellm_settings: {upperbound_key_generate_params: {soft_budget: 1}}",
                "litellm_settings: {callbacks: [custom_hooks.proxy_handler]}",
                "router_settings: {enable_tag_filtering: true}",
                "model_list: [{model_name: a, litellm_params: {model: openai/a, max_parallel_requests: 1}}]",
                "model_list: [{model_name: a, litellm_params: {model: openai/a}, model_info: {enable_tag_filtering:"
                        + " true}}]"
            })
    void stopsForARestrictionThatIsNotEnforced(String yaml) {
        assertThat(Yaml.problems(yaml)).singleElement().asString().contains("MERIDIAN_ACCEPT_UNSUPPORTED");
    }

    @Test
    void refusesBoundsOfKeysThatAreNone() {
        assertThat(Yaml.problems("litellm_settings: {upperbound_key_generate_params: {tpm_limit: x, duration: soon}}"))
                .containsExactly(
                        "litellm_settings.upperbound_key_generate_params.tpm_limit: must be a number",
                        "litellm_settings.upperbound_key_generate_params.duration: must be a duration such as 30d");
        assertThat(Yaml.warnings("litellm_settings: {default_key_generate_params: {tags: [a], rpm_limit: 1}}"))
                .containsExactly("litellm_settings.default_key_generate_params.tags: is no field that is put into new"
                        + " keys");
    }

    @Test
    void warnsOfCredentialsForEveryOrigin() {
        assertThat(Yaml.warnings("", "LITELLM_CORS_ALLOW_CREDENTIALS", "true"))
                .singleElement()
                .asString()
                .contains("every origin is allowed");
        assertThat(Yaml.warnings(
                        "", "LITELLM_CORS_ALLOW_CREDENTIALS", "true", "LITELLM_CORS_ORIGINS", "https://app.example"))
                .isEmpty();
    }

    @Test
    void startsWithARestrictionTheOperatorGaveUp() {
        String yaml = "litellm_settings: {max_budget: 100}\ngeneral_settings: {allowed_ips: [10.0.0.1]}";

        assertThat(Yaml.warnings(yaml, "MERIDIAN_ACCEPT_UNSUPPORTED", "max_budget, general_settings.allowed_ips"))
                .hasSize(2)
                .allMatch(warning -> warning.contains("is not enforced yet"));
        assertThat(Yaml.problems(yaml, "MERIDIAN_ACCEPT_UNSUPPORTED", "allowed_ips"))
                .singleElement()
                .asString()
                .startsWith("litellm_settings.max_budget: ");
    }

    @Test
    void passesRestrictionsThatAreSwitchedOff() {
        assertThat(Yaml.load("""
            guardrails: []
            general_settings: {enforce_user_param: false, allowed_ips: , missing_session_id: generate}
            litellm_settings: {max_budget: 0, upperbound_key_generate_params: {}}
            """).warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model_list: [",
                "a: {b: c",
                "general_settings: {master_key: planted\n  x: @planted}",
                "a: &a [*a]",
                "x: !!java.net.URL [planted]\n? [planted]\n: y"
            })
    void refusesBrokenYamlWithoutQuotingIt(String yaml) {
        assertThat(Yaml.problems(yaml))
                .singleElement()
                .asString()
                .contains("not valid YAML")
                .doesNotContain("planted");
    }

    @Test
    void refusesRepeatedKeys() {
        assertThat(Yaml.problems("litellm_settings:\n  drop_params: true\n  drop_params: false"))
                .singleElement()
                .asString()
                .endsWith("line 3 repeats the key drop_params");
    }

    @Test
    void refusesAnAliasBomb() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            String alias = "*a" + (i - 1);
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, (alias + ", ").repeat(9) + alias));
        }

        assertThat(Yaml.problems(bomb.toString())).singleElement().asString().contains("larger than the gateway reads");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sk-1234", " sk-1234 ", ""})
    void refusesMasterKeysEverybodyKnows(String key) {
        assertThat(Yaml.problems("", "LITELLM_MASTER_KEY", key))
                .singleElement()
                .asString()
                .contains("master key");
        assertThat(Yaml.problems(
                        "", "LITELLM_MASTER_KEY", key, "LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY", "true"))
                .isEmpty();
        assertThat(ConfigLoader.load(Optional.empty(), Map.of("LITELLM_MASTER_KEY", key), true, _ -> true)
                        .warnings())
                .isEmpty();
    }

    @Test
    void refusesTheWeakKeyOfTheFileToo() {
        assertThat(Yaml.problems("general_settings: {master_key: sk-1234}"))
                .singleElement()
                .asString()
                .startsWith("general_settings.master_key: ");
    }

    @Test
    void refusesWorkersThatShareAnIdOrAnAddress() {
        assertThat(Yaml.problems("""
            worker_registry:
              - {worker_id: a, name: A, url: "https://a"}
              - {worker_id: a, name: B, url: "https://a/"}
              - {worker_id: c, name: C}
            """))
                .containsExactly(
                        "worker_registry[1].worker_id: is taken by an entry before",
                        "worker_registry[1].url: is taken by an entry before",
                        "worker_registry[2].url: is missing");
    }

    @ParameterizedTest
    @CsvSource({"REDIS_PORT, 70000", "REDIS_DB, -1", "DATABASE_PORT, 0", "LITELLM_RATE_LIMIT_WINDOW_SIZE, 0"})
    void refusesNumbersOutOfRange(String name, String value) {
        assertThat(Yaml.problems("", "REDIS_HOST", "h", "DATABASE_HOST", "h", "DATABASE_USER", "u", name, value))
                .singleElement()
                .asString()
                .startsWith(name + ": must be ");
    }

    @Test
    void namesAFileThatIsNotThere(@TempDir Path folder) {
        assertThatThrownBy(() -> ConfigLoader.load(Optional.of(folder.resolve("none.yaml")), Map.of(), true, _ -> true))
                .hasMessageContaining("none.yaml: cannot be read");
    }

    @Test
    void asksForAnAddressWhereNoneIsKnownTogetherWithEverythingElse(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("a.yaml"), """
            model_list:
              - {model_name: a, litellm_params: {model: anthropic/x}}
              - {model_name: b, litellm_params: {model: anthropic/x, api_base: "https://h"}}
              - {model_name: c, litellm_params: {model: anthropic/x, base_url: "https://h"}}
              - {model_name: d, litellm_params: {model: anthropic/x, mock_response: hi}}
              - {model_name: e, litellm_params: {model: openai/x}}
            general_settings: {max_request_size_mb: 0}
            """);

        assertThatThrownBy(() -> ConfigLoader.load(Optional.of(file), Map.of(), true, "openai"::equals))
                .asInstanceOf(InstanceOfAssertFactories.type(ConfigurationException.class))
                .extracting(ConfigurationException::problems, InstanceOfAssertFactories.list(String.class))
                .satisfiesExactlyInAnyOrder(
                        size -> assertThat(size).startsWith("general_settings.max_request_size_mb: "),
                        address -> assertThat(address)
                                .startsWith("model_list[0].litellm_params.api_base: is missing")
                                .contains("'anthropic' has no well-known address"));
    }

    @Test
    void refusesFilesThatIncludeThemselves(@TempDir Path folder) throws Exception {
        Path first = Files.writeString(folder.resolve("a.yaml"), "include: [b.yaml]");
        Files.writeString(folder.resolve("b.yaml"), "include: [a.yaml]");

        assertThatThrownBy(() -> ConfigLoader.load(Optional.of(first), Map.of(), true, _ -> true))
                .hasMessageContaining("a.yaml: includes itself");
    }

    @Test
    void refusesTwoValuesInIncludedFiles(@TempDir Path folder) throws Exception {
        Path first =
                Files.writeString(folder.resolve("a.yaml"), "include: [b.yaml]\nlitellm_settings: {drop_params: true}");
        Files.writeString(folder.resolve("b.yaml"), "litellm_settings: {drop_params: false}");

        assertThatThrownBy(() -> ConfigLoader.load(Optional.of(first), Map.of(), true, _ -> true))
                .hasMessageContaining("litellm_settings.drop_params: has different values");
    }

    @Test
    void refusesACertificateFileThatIsNotThere() {
        assertThat(Yaml.problems("litellm_settings: {ssl_verify: ture}"))
                .containsExactly("litellm_settings.ssl_verify: names no file that can be read");
    }
}
