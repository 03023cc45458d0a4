package io.meridian.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.base.Secret;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProviderVariablesTest {
    private static final String GROQ = "model_list: [{model_name: a, litellm_params: {model: groq/llama}}]";

    @ParameterizedTest
    @CsvSource({
        "openai/x, OPENAI_API_KEY, OPENAI_BASE_URL",
        "x, OPENAI_API_KEY, OPENAI_API_BASE",
        "groq/x, GROQ_API_KEY, GROQ_API_BASE",
        "together_ai/x, TOGETHERAI_API_KEY, TOGETHER_AI_API_BASE",
        "together_ai/x, TOGETHER_API_KEY, TOGETHER_AI_API_BASE",
        "meta_llama/x, LLAMA_API_KEY, LLAMA_API_BASE",
        "hosted_vllm/x, HOSTED_VLLM_API_KEY, HOSTED_VLLM_API_BASE"
    })
    void takesKeyAndAddressFromTheEnvironment(String model, String key, String address) {
        LoadedConfig loaded = Yaml.load(
                "model_list: [{model_name: a, litellm_params: {model: %s}}]".formatted(model),
                key,
                "k",
                address,
                "https://there/v1");
        LitellmParams.Upstream upstream =
                loaded.config().models().getFirst().params().upstream();

        assertThat(upstream.apiKey()).contains(new Secret("k"));
        assertThat(upstream.apiBase()).contains(URI.create("https://there/v1"));
        assertThat(loaded.warnings()).isEmpty();
    }

    @Test
    void leavesTheOwnKeyAndAddressOfADeploymentAlone() {
        LitellmParams.Upstream upstream = upstream(
                "model_list: [{model_name: a, litellm_params: {model: groq/x, api_key: own, base_url: 'https://own'}}]",
                "GROQ_API_KEY",
                "k",
                "GROQ_API_BASE",
                "https://there");

        assertThat(upstream.apiKey()).contains(new Secret("own"));
        assertThat(upstream.apiBase()).contains(URI.create("https://own"));
    }

    @Test
    void prefersTheCredentialOfTheList() {
        assertThat(upstream("""
            credential_list: [{credential_name: eu, credential_values: {api_key: listed}}]
            model_list: [{model_name: a, litellm_params: {model: groq/x, litellm_credential_name: eu}}]
            """, "GROQ_API_KEY", "k").apiKey()).contains(new Secret("listed"));
    }

    @Test
    void givesNoKeyToAnotherProvider() {
        assertThat(upstream(GROQ, "OPENAI_API_KEY", "k", "OPENAI_BASE_URL", "https://there"))
                .matches(upstream -> upstream.apiKey().isEmpty())
                .matches(upstream -> upstream.apiBase().isEmpty());
    }

    @Test
    void readsVariablesTheFileSets() {
        assertThat(upstream("environment_variables: {GROQ_API_KEY: k}\n" + GROQ).apiKey())
                .contains(new Secret("k"));
    }

    @Test
    void warnsOfAKeyThatGoesToAnAddressOfTheFile() {
        assertThat(Yaml.warnings(
                        "model_list: [{model_name: a, litellm_params: {model: openai/x, api_base: 'https://own'}}]",
                        "OPENAI_API_KEY",
                        "planted"))
                .containsExactly("model_list[0].litellm_params.api_key: is missing, so the key in OPENAI_API_KEY is"
                        + " sent to this api_base");
    }

    @Test
    void keepsTheIdOfADeploymentWhateverTheEnvironmentSays() {
        assertThat(Yaml.config(GROQ, "GROQ_API_BASE", "https://there")
                        .models()
                        .getFirst()
                        .info()
                        .id())
                .isEqualTo(Yaml.config(GROQ).models().getFirst().info().id());
    }

    @Test
    void refusesAnAddressThatIsNone() {
        assertThat(Yaml.problems(GROQ, "GROQ_API_BASE", "ftp://planted"))
                .containsExactly("GROQ_API_BASE: must begin with http:// or https://");
    }

    private static LitellmParams.Upstream upstream(String yaml, String... variables) {
        return Yaml.config(yaml, variables).models().getFirst().params().upstream();
    }
}
