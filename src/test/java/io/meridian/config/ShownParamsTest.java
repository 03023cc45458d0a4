package io.meridian.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.base.JsonText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownParamsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "model|\"openai/x\"|true",
                "api_base|\"https://x\"|true",
                "api_base|\"https://x?code=sk-x\"|false",
                "base_url|\"https://sk-x@x\"|false",
                "rpm|5|true",
                "max_tokens|5|true",
                "temperature|0.5|true",
                "input_cost_per_token|0.1|true",
                "litellm_credential_name|\"c\"|true",
                "unknown_number|5|true",
                "unknown_flag|true|true",
                "unknown_text|\"sk-x\"|false",
                "unknown_object|{\"a\":1}|false",
                "api_key|\"sk-x\"|false",
                "extra_headers|{\"a\":\"b\"}|false",
                "extra_body|{\"a\":\"b\"}|false",
                "metadata|{\"a\":\"b\"}|false",
                "aws_secret_access_key|\"x\"|false",
                "client_secret|5|false",
                "azure_ad_token|\"x\"|false"
            })
    void showsWhatIsKnownToHoldNoSecret(String name, String value, boolean shown) {
        ObjectNode params = JsonText.object();
        params.set(name, JsonText.stored(value));
        assertThat(ShownParams.of(params).has(name)).isEqualTo(shown);
    }

    @Test
    void aCredentialIsTheDoorAndWhatOpensIt() {
        assertThat(new String[] {"api_key", "api_base", "api_version", "organization", "aws_region_name", "my_secret"})
                .allMatch(ShownParams::isOfCredential);
        assertThat(new String[] {"model", "rpm", "max_tokens", "temperature", "metadata"})
                .noneMatch(ShownParams::isOfCredential);
    }
}
