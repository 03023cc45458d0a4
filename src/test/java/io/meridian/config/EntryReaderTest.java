package io.meridian.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.base.JsonText;
import io.meridian.base.Secret;
import io.meridian.config.ModelEntry.TeamScope;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Deployments that came over the wire, by the rules of the file and a few more. */
class EntryReaderTest {
    private static final String ELSEWHERE = "https://elsewhere.example/v1";
    private static final CredentialEntry FILE =
            new CredentialEntry("file", Map.of("api_key", new Secret("\"sk-of-file\"")), "{}");
    private static final CredentialEntry STORED = new CredentialEntry(
            "stored",
            Map.of("api_key", new Secret("\"os.environ/LENT\""), "unset", new Secret("\"x\"")),
            "{\"custom_llm_provider\":\"groq\"}");
    private static final CredentialEntry BROKEN =
            new CredentialEntry("broken", Map.of("api_key", new Secret("\"os.environ/NOWHERE\"")), "{}");

    private final EntryReader reader = new EntryReader(
            new ModelList(
                    List.of(),
                    List.of(FILE),
                    Map.of("OPENAI_API_KEY", new Secret("sk-of-env"), "LENT", new Secret("sk-lent")),
                    Set.of("max_budget")),
            provider -> provider.equals("openai") || provider.equals("groq"));

    private EntryReader.Reading read(String params, String info) {
        return reader.read(
                new EntryReader.Draft("name", (ObjectNode) JsonText.stored(params), (ObjectNode) JsonText.stored(info)),
                List.of(STORED, BROKEN));
    }

    private String key(String params, String info) {
        return read(params, info)
                .entries()
                .getFirst()
                .params()
                .upstream()
                .apiKey()
                .map(Secret::reveal)
                .orElse("none");
    }

    @Test
    void readsAsTheFileIsRead() {
        ModelEntry entry = read(
                        "{\"model\":\"openai/gpt\",\"api_base\":\"" + ELSEWHERE + "\",\"rpm\":3}", "{\"id\":\"i\"}")
                .entries()
                .getFirst();
        assertThat(entry.name()).isEqualTo("name");
        assertThat(entry.info().id()).isEqualTo("i");
        assertThat(entry.params().upstream().apiBase()).contains(URI.create(ELSEWHERE));
        assertThat(entry.params().share().rpm()).contains(3L);
    }

    @Test
    void tellsEveryProblemAndNothingOfTheValues() {
        EntryReader.Reading reading =
                read("{\"rpm\":\"sk-secret\",\"timeout\":\"sk-secret\",\"api_base\":\"sk-secret\"}", "{}");
        assertThat(reading.entries()).isEmpty();
        assertThat(reading.problems())
                .contains("litellm_params.model: is missing")
                .noneMatch(problem -> problem.contains("sk-secret"));
    }

    @Test
    void restrictionsThatAreNotEnforcedAreRefusedUnlessAccepted() {
        assertThat(read("{\"model\":\"openai/x\",\"max_parallel_requests\":1}", "{}")
                        .problems())
                .hasSize(1);
        assertThat(read("{\"model\":\"openai/x\",\"max_budget\":1}", "{}").problems())
                .isEmpty();
    }

    @Test
    void aKeyOfTheEnvironmentGoesToTheProvidersAddressOnly() {
        assertThat(key("{\"model\":\"openai/x\"}", "{}")).isEqualTo("sk-of-env");
        assertThat(key("{\"model\":\"openai/x\",\"api_base\":\"" + ELSEWHERE + "\"}", "{}"))
                .isEqualTo("none");
        assertThat(key("{\"model\":\"openai/x\",\"base_url\":\"" + ELSEWHERE + "\"}", "{}"))
                .isEqualTo("none");
        assertThat(key("{\"model\":\"openai/x\"}", "{\"team_id\":\"t\"}")).isEqualTo("none");
    }

    @Test
    void referencesAreResolvedButNotShownAndNotForTeams() {
        String params = "{\"model\":\"openai/x\",\"api_key\":\"os.environ/LENT\",\"organization\":\"os.environ/LENT\"}";
        assertThat(key(params, "{}")).isEqualTo("sk-lent");
        assertThat(read(params, "{}").entries().getFirst().written().params())
                .contains("os.environ/LENT")
                .doesNotContain("sk-lent");
        assertThat(read(params, "{\"team_id\":\"t\"}").problems())
                .allMatch(problem -> problem.endsWith("may not be read by a team's model"))
                .hasSize(2);
        // the file's own rule: something nested is read too
        assertThat(read("{\"model\":\"openai/x\",\"extra_headers\":{\"a\":\"os.environ/NOWHERE\"}}", "{}")
                        .problems())
                .contains("litellm_params.extra_headers.a: the environment variable NOWHERE is not set,"
                        + " or not for models to read");
    }

    @Test
    void theGatewaysOwnVariablesAreNobodysToRead() {
        Map<String, Secret> open = EntryReader.forModels(Map.of(
                "LITELLM_MASTER_KEY", "a",
                "LITELLM_SALT_KEY", "a",
                "MERIDIAN_PREVIOUS_SALT_KEYS", "a",
                "DATABASE_URL", "a",
                "REDIS_PASSWORD", "a",
                "HTTPS_PROXY", "a",
                "UI_PASSWORD", "a",
                "LITELLM_ENVIRONMENT", "staging",
                "OPENAI_API_KEY", "b",
                "MINE", "c"));
        assertThat(open.keySet()).containsExactlyInAnyOrder("LITELLM_ENVIRONMENT", "OPENAI_API_KEY", "MINE");
    }

    @Test
    void credentialsOfTheFileAndStoredOnesAreFilledIn() {
        assertThat(key("{\"model\":\"openai/x\",\"litellm_credential_name\":\"file\"}", "{}"))
                .isEqualTo("sk-of-file");
        ModelEntry lent = read("{\"model\":\"x\",\"litellm_credential_name\":\"stored\"}", "{}")
                .entries()
                .getFirst();
        assertThat(lent.params().provider()).isEqualTo("groq");
        assertThat(lent.params().upstream().apiKey()).contains(new Secret("sk-lent"));
        // an administrator wrote the credential, whoever's model asks for it
        assertThat(key("{\"model\":\"x\",\"litellm_credential_name\":\"stored\"}", "{\"team_id\":\"t\"}"))
                .isEqualTo("sk-lent");
        assertThat(read("{\"model\":\"x\",\"litellm_credential_name\":\"broken\"}", "{}")
                        .problems())
                .containsExactly("credential_values.api_key: the environment variable NOWHERE is not set,"
                        + " or not for models to read");
        assertThat(read("{\"model\":\"x\",\"litellm_credential_name\":\"none\"}", "{}")
                        .problems())
                .containsExactly("litellm_params.litellm_credential_name: names no credential there is");
    }

    @Test
    void knowsWhoseItIs() {
        ModelEntry entry = read("{\"model\":\"openai/x\"}", "{\"team_id\":\"t\",\"team_public_model_name\":\"public\"}")
                .entries()
                .getFirst();
        assertThat(entry.info().team()).contains(new TeamScope("t", "public"));
        assertThat(entry.offeredName()).isEqualTo("public");
    }
}
