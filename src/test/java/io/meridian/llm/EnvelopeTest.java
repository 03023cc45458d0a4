package io.meridian.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.base.GatewayException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {
    @Test
    void readsWhatTheGatewayNeeds() {
        Envelope envelope = read("""
            {"model":"fast-chat","stream":true,"stream_options":{"include_usage":true},"n":3,"user":"u1",\
            "max_tokens":10,"max_completion_tokens":20,"messages":[{"role":"user","content":"hé"}],\
            "tools":[],"temperature":0.5,"metadata":{"a":1}}\
            """);
        assertThat(envelope.model()).contains("fast-chat");
        assertThat(envelope.stream()).isTrue();
        assertThat(envelope.wantsUsage()).isTrue();
        assertThat(envelope.choices()).isEqualTo(3);
        assertThat(envelope.user()).contains("u1");
        assertThat(envelope.outputLimit()).hasValue(20);
        assertThat(envelope.hasMessages()).isTrue();
        assertThat(envelope.hasMetadata()).isTrue();
        assertThat(envelope.promptBytes()).isEqualTo("[{\"role\":\"user\",\"content\":\"hé\"}]".length() + 1 + 2);
    }

    @Test
    void readsABodyWithoutAnything() {
        assertThat(read("").hasMessages()).isFalse();
        Envelope envelope = read("{\"model\":null,\"stream\":null,\"messages\":null,\"max_tokens\":-5,\"n\":0}");
        assertThat(envelope.model()).isEmpty();
        assertThat(envelope.stream()).isFalse();
        assertThat(envelope.wantsUsage()).isFalse();
        assertThat(envelope.choices()).isEqualTo(1);
        assertThat(envelope.outputLimit()).isEmpty();
        assertThat(envelope.hasMessages()).isFalse();
        assertThat(envelope.promptBytes()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "[]",
                "{\"a\":}",
                "{\"model\":\"a\",\"mod\\u0065l\":\"b\"}",
                "{\"a\":\"\u0000\"}",
                "{\"stream_options\":{\"include_usage\":true,\"include_usage\":false}}",
                "{\"metadata\":{\"a\":1,\"a\":2}}"
            })
    void refusesWhatIsNotOneClearObject(String body) {
        assertThatThrownBy(() -> read(body)).isInstanceOfSatisfying(GatewayException.InvalidRequest.class, e -> {
            assertThat(e.status()).isEqualTo(400);
            assertThat(e.param()).contains("request_body");
            assertThat(e.text()).startsWith("Invalid JSON payload: ");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"model\":5}", "{\"stream\":\"true\"}"})
    void refusesTypesThatAProviderMightReadOtherwise(String body) {
        assertThatThrownBy(() -> read(body)).isInstanceOf(GatewayException.InvalidRequest.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"api_base\":\"http://x\"}",
                "{\"api\\u005fbase\":\"http://x\"}",
                "{\"extra_body\":{\"api_base\":\"http://x\"}}",
                "{\"metadata\":{\"api_base\":\"http://x\"}}",
                "{\"litellm_metadata\":{\"a\":1,\"api_base\":null}}",
                "{\"litellm_params\":{\"metadata\":{\"api_base\":\"http://x\"}}}"
            })
    void refusesEndpointsOfTheClient(String body) {
        assertThatThrownBy(() -> read(body)).isInstanceOfSatisfying(GatewayException.Unauthenticated.class, e -> {
            assertThat(e.status()).isEqualTo(401);
            assertThat(e.type()).isEqualTo("auth_error");
            assertThat(e.text())
                    .startsWith(
                            "Authentication Error, Rejected Request: " + "api_base is not allowed in request body. ");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "base_url", "api_key", "api_version", "user_config", "aws_access_key_id", "aws_region_name",
                "vertex_credentials", "vertex_project", "azure_ad_token", "tenant_id", "client_secret", "organization"
            })
    void refusesCredentialsOfTheClient(String field) {
        assertThatThrownBy(() -> read("{\"" + field + "\":\"x\"}"))
                .isInstanceOf(GatewayException.Unauthenticated.class);
    }

    @Test
    void searchesNeitherMessagesNorToolsNorLabels() {
        Envelope envelope = read("""
            {"model":"m","messages":[{"role":"user","content":"api_base","api_base":"x"}],\
            "tools":[{"function":{"parameters":{"properties":{"api_key":{"type":"string"}}}}}],\
            "response_format":{"api_key":1},"metadata":{"tenant_id":"acme","nested":{"api_key":"x"}}}\
            """);
        assertThat(envelope.model()).contains("m");
    }

    private static Envelope read(String body) {
        return Envelope.read(body.getBytes(StandardCharsets.UTF_8));
    }
}
