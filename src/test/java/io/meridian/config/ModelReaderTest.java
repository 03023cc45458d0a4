package io.meridian.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.base.Secret;
import io.meridian.config.LitellmParams.Attempts;
import io.meridian.config.LitellmParams.ParameterFilter;
import io.meridian.config.LitellmParams.Share;
import io.meridian.config.LitellmParams.Upstream;
import io.meridian.config.ModelEntry.ModelInfo;
import io.meridian.config.ModelEntry.Written;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelReaderTest {
    private static final String ENTRY = """
        model_list:
          - model_name: chat
            litellm_params:
              model: azure/gpt
              api_base: https://x.openai.azure.com
              api_key: k
              api_version: "2024-10-21"
              organization: org
              extra_headers: {x-a: b}
              azure_ad_token: t
              ssl_verify: true
              timeout: 10
              stream_timeout: 5
              max_retries: 2
              cooldown_time: 3
              keepalive_seconds: 4
              weight: 0.5
              order: 1
              rpm: 600
              tpm: 5000000000
              input_cost_per_token: 1.25e-7
              cache_read_input_token_cost: 5e-8
              temperature: 0.70
              stop: [a, b]
              drop_params: true
              additional_drop_params: [x]
              allowed_openai_params: [y]
              mock_response: hello
              tags: [eu]
            model_info:
              id: az-1
              base_model: azure/gpt-4o
              mode: chat
              max_input_tokens: 1000
              max_output_tokens: 100
              access_groups: [beta]
              output_cost_per_token: 0.000002
        """;

    @Test
    void namesOfAnEntry() {
        assertThat(Yaml.config(ENTRY).models())
                .containsExactly(new ModelEntry(
                        "chat",
                        new LitellmParams(
                                "gpt",
                                "azure",
                                upstream(),
                                new Attempts(
                                        Optional.of(Duration.ofSeconds(10)),
                                        Optional.of(Duration.ofSeconds(5)),
                                        Optional.of(2),
                                        Optional.of(Duration.ofSeconds(3)),
                                        Optional.of(Duration.ofSeconds(4))),
                                new Share(
                                        Optional.of(new BigDecimal("0.5")),
                                        Optional.of(1),
                                        Optional.of(600L),
                                        Optional.of(5_000_000_000L)),
                                prices(),
                                Map.of("temperature", "0.70", "stop", "[\"a\",\"b\"]"),
                                new ParameterFilter(Optional.of(true), List.of("x"), List.of("y")),
                                Optional.of("hello"),
                                List.of("eu")),
                        info(),
                        written()));
    }

    /** No key, no header, and no name that speaks of a secret. */
    private static Written written() {
        return new Written("""
            {"model":"azure/gpt","api_base":"https://x.openai.azure.com","api_version":"2024-10-21",\
            "organization":"org","ssl_verify":true,"timeout":10,"stream_timeout":5,"max_retries":2,\
            "cooldown_time":3,"keepalive_seconds":4,"weight":0.5,"order":1,"rpm":600,"tpm":5000000000,\
            "input_cost_per_token":0.000000125,"cache_read_input_token_cost":0.00000005,"temperature":0.70,\
            "stop":["a","b"],"drop_params":true,"additional_drop_params":["x"],"allowed_openai_params":["y"],\
            "mock_response":"hello","tags":["eu"]}\
            """, """
                {"id":"az-1","base_model":"azure/gpt-4o","mode":"chat","max_input_tokens":1000,\
                "max_output_tokens":100,"access_groups":["beta"],"output_cost_per_token":0.000002}\
                """);
    }

    private static Upstream upstream() {
        return new Upstream(
                Optional.of(URI.create("https://x.openai.azure.com")),
                Optional.of(new Secret("k")),
                Optional.of("2024-10-21"),
                Optional.of("org"),
                Map.of("x-a", new Secret("b")),
                Map.of("azure_ad_token", new Secret("t")),
                Optional.of(true));
    }

    private static Map<String, BigDecimal> prices() {
        return Map.of(
                "input_cost_per_token", new BigDecimal("1.25e-7"),
                "cache_read_input_token_cost", new BigDecimal("5e-8"),
                "output_cost_per_token", new BigDecimal("0.000002"));
    }

    private static ModelInfo info() {
        return new ModelInfo(
                "az-1",
                Optional.of("azure/gpt-4o"),
                Optional.of("chat"),
                Optional.of(1000),
                Optional.of(100),
                List.of("beta"),
                Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "openai/gpt-4o, openai, gpt-4o",
        "gpt-4o, openai, gpt-4o",
        "claude-sonnet, anthropic, claude-sonnet",
        "anthropic/*, anthropic, *",
        "openrouter/meta/llama, openrouter, meta/llama",
        "*, *, *"
    })
    void findsTheProvider(String written, String provider, String model) {
        LitellmParams params = only("{model_name: a, litellm_params: {model: '%s'}}".formatted(written))
                .params();

        assertThat(params.provider()).isEqualTo(provider);
        assertThat(params.model()).isEqualTo(model);
    }

    @Test
    void warnsOfAProviderNobodyKnows() {
        assertThat(Yaml.warnings("model_list: [{model_name: a, litellm_params: {model: antropic/x}}]"))
                .containsExactly(
                        "model_list[0].litellm_params.model: names no known provider; did you mean anthropic?");
    }

    @Test
    void warnsOfAParameterThatLooksLikeASetting() {
        assertThat(Yaml.warnings("model_list: [{model_name: a, litellm_params: {model: openai/x, api_bse: x}}]"))
                .singleElement()
                .asString()
                .startsWith("model_list[0].litellm_params.api_bse: ")
                .endsWith("did you mean api_base?");
    }

    @Test
    void derivesIdsFromTheTargetAndNotFromItsKey() {
        String first = only("{model_name: a, litellm_params: {model: openai/x, api_key: k1}}")
                .info()
                .id();
        String rotated = only("{model_name: a, litellm_params: {model: openai/x, api_key: k2}}")
                .info()
                .id();
        String other = only("{model_name: a, litellm_params: {model: openai/y}}")
                .info()
                .id();

        assertThat(first).matches("[0-9a-f]{64}").isEqualTo(rotated).isNotEqualTo(other);
    }

    @Test
    void makesOneDeploymentForEachOrganizationAndKeepsIdsApart() {
        List<ModelEntry> models = Yaml.config("""
            model_list:
              - {model_name: a, litellm_params: {model: openai/x, organization: [o1, o2]}, model_info: {id: m}}
              - {model_name: b, litellm_params: {model: openai/x, api_key: k1}}
              - {model_name: b, litellm_params: {model: openai/x, api_key: k2}}
            """).models();

        assertThat(models)
                .extracting(model -> model.params().upstream().organization().orElse("-"))
                .containsExactly("o1", "o2", "-", "-");
        assertThat(models).extracting(model -> model.info().id()).doesNotHaveDuplicates();
        assertThat(models.getFirst().info().id()).isEqualTo("m");
    }

    @Test
    void refusesOneIdForTwo() {
        assertThat(Yaml.problems("""
            model_list:
              - {model_name: a, litellm_params: {model: openai/x}, model_info: {id: m}}
              - {model_name: b, litellm_params: {model: openai/x}, model_info: {id: m}}
            """)).containsExactly("model_list[1].model_info.id: is taken by an entry before");
    }

    @Test
    void takesCredentialsFromTheList() {
        LitellmParams params =
                Yaml.config("""
                    credential_list:
                      - credential_name: eu
                        credential_values: {api_key: os.environ/EU_KEY, api_base: "https://eu"}
                        credential_info: {custom_llm_provider: azure}
                    model_list:
                      - model_name: a
                        litellm_params: {model: azure/x, litellm_credential_name: eu, api_base: "https://own"}
                    """, "EU_KEY", "secret").models().getFirst().params();

        assertThat(params.upstream().apiKey().orElseThrow().reveal()).isEqualTo("secret");
        assertThat(params.upstream().apiBase()).contains(URI.create("https://own"));
        assertThat(params.provider()).isEqualTo("azure");
    }

    @Test
    void leavesOutModelsOfOtherEnvironments() {
        String yaml = "model_list: [{model_name: a, litellm_params: {model: openai/x},"
                + " model_info: {supported_environments: [production]}}]";

        assertThat(Yaml.config(yaml, "LITELLM_ENVIRONMENT", "staging").models()).isEmpty();
        assertThat(Yaml.config(yaml, "LITELLM_ENVIRONMENT", "production").models())
                .hasSize(1);
    }

    @Test
    void resolvesAnchorsAndMergeKeys() {
        List<ModelEntry> models = Yaml.config("""
            model_list:
              - model_name: a
                litellm_params: &shared {model: openai/x, rpm: 5, user: no}
              - model_name: b
                litellm_params: {<<: *shared, rpm: 6}
            """).models();

        assertThat(models.get(1).params().model()).isEqualTo("x");
        assertThat(models.get(1).params().share().rpm()).contains(6L);
        assertThat(models.get(1).params().defaults()).containsEntry("user", "\"no\"");
    }

    private static ModelEntry only(String entry) {
        return Yaml.config("model_list: [" + entry + "]").models().getFirst();
    }
}
