package io.meridian.admin.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.base.JsonText;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskingTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"key\": \"planted\"}",
                "{\"api_key\": \"planted\"}",
                "{\"apiKey\": \"planted\"}",
                "{\"x-api-key\": \"planted\"}",
                "{\"password\": \"planted\"}",
                "{\"user\": {\"Password\": \"planted\"}}",
                "{\"token\": \"planted\"}",
                "{\"access_token\": \"planted\"}",
                "{\"refresh_tokens\": [\"planted\"]}",
                "{\"jwt\": \"planted\"}",
                "{\"client_secret\": \"planted\"}",
                "{\"Authorization\": \"planted\"}",
                "{\"set-cookie\": \"planted\"}",
                "{\"salt\": \"planted\"}",
                "{\"slack_webhook_url\": \"planted\"}",
                "{\"langfuse_public_key\": \"planted\"}",
                "{\"metadata\": {\"logging\": [{\"callback_vars\": {\"langfuse_secret_key\": \"planted\"}}]}}",
                "{\"credential_values\": {\"api_base\": \"planted\", \"pin\": 4711, \"deep\": [{\"x\": \"planted\"}]}}",
                "{\"environment_variables\": {\"ANYTHING\": \"planted\"}}",
                "{\"litellm_params\": {\"extra_headers\": {\"X-Whatever\": \"planted\"}}}",
                "{\"litellm_params\": {\"aws_session_token\": \"planted\", \"aws_role_name\": \"planted\"}}",
                "{\"litellm_params\": {\"vertex_credentials\": {\"private_key_id\": \"planted\", \"n\":"
                        + " [\"planted\"]}}}",
                "{\"litellm_params\": {\"tenant_id\": \"planted\", \"client_id\": \"planted\"}}",
                "{\"litellm_params\": {\"nested\": {\"azure_ad_token\": \"planted\"}}}",
                "{\"general_settings\": {\"master_key\": \"planted\", \"database_url\": \"planted\"}}",
                "{\"general_settings\": {\"coordination_redis\": {\"url\": \"rediss://u:planted@h:1/0\"}}}",
                "{\"key_alias\": \"sk-planted-4711-0815\"}",
                "{\"metadata\": {\"note\": \"call it with sk-planted_4711_0815, please\"}}",
                "{\"tags\": [\"sk-planted-4711-0815\"]}",
                "{\"metadata\": {\"curl\": \"-H 'x: Bearer planted-4711'\"}}",
                "{\"api_base\": \"https://user:planted@h/v1\"}",
                "{\"api_base\": \"https://h/v1?code=planted\"}"
            })
    void aSecretIsNotWrittenDown(String json) {
        String masked = JsonText.text(masked(json));
        assertThat(masked).doesNotContain("planted").doesNotContain("4711").contains("****");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"key_name\":\"sk-...wxyz\",\"key_alias\":\"a\",\"key_type\":\"default\",\"key_rotation_at\":null}",
                "{\"max_tokens\":5,\"litellm_params\":{\"input_cost_per_token\":0.000001,\"max_tokens\":7}}",
                "{\"litellm_params\":{\"model\":\"openai/gpt-4o\",\"litellm_credential_name\":\"shared\",\"rpm\":3}}",
                "{\"team_id\":\"task-runner-large\",\"models\":[\"task-runner-large\"],\"blocked\":null}",
                "{\"api_base\":\"https://h/v1\",\"spend\":0.5,\"enabled\":true}",
                "{\"token\":null,\"password\":null,\"use_token\":true}"
            })
    void whatIsNoSecretStaysAsItIs(String json) {
        assertThat(JsonText.text(masked(json))).isEqualTo(json);
    }

    @Test
    void whatIsMaskedIsACopy() {
        ObjectNode object = (ObjectNode) JsonText.stored("{\"a\":{\"api_key\":\"x\"}}");
        Masking.masked(object);
        assertThat(JsonText.text(object)).isEqualTo("{\"a\":{\"api_key\":\"x\"}}");
    }

    @Test
    void anObjectIsNeverNamedByAKey() {
        Deed deed = Deed.deleted(Deed.Table.KEY, "sk-planted-4711-0815", JsonText.object());
        assertThat(Entry.of(AuditStage.ACTOR, deed).apply(Instant.EPOCH).objectId())
                .isEqualTo("sk-****");
    }

    private static ObjectNode masked(String json) {
        ObjectNode masked = Masking.masked((ObjectNode) JsonText.stored(json));
        assertThat(masked).isNotNull();
        return masked;
    }
}
