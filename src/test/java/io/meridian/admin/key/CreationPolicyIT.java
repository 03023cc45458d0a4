package io.meridian.admin.key;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Who may make keys where the configuration says so. */
class CreationPolicyIT {
    @Test
    void rolesAndRequiredFieldsAreThoseOfTheConfiguration() {
        try (KeyStage stage = KeyStage.start("""
            model_list: []
            litellm_settings:
              key_generation_settings:
                team_key_generation: {allowed_team_member_roles: [user]}
                personal_key_generation: {allowed_user_roles: [internal_user], required_params: [tags]}
            """)) {
            String tom = stage.keyOf("tom");
            assertThat(stage.refused(400, "/key/generate", tom, "{\"team_id\": \"crew\"}")
                            .path("message")
                            .textValue())
                    .startsWith("Team key creation is not allowed for role=admin.");
            assertThat(stage.refused(400, "/key/generate", tom, "{\"tags\": null}")
                            .path("param")
                            .textValue())
                    .isEqualTo("tags");
            stage.ok("/key/generate", tom, "{\"tags\": [\"x\"]}");
            stage.ok("/key/generate", "{\"team_id\": \"crew\"}");
            stage.ok("/key/generate", "{}");
        }
    }
}
