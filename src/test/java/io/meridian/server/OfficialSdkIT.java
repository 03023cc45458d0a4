package io.meridian.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.models.Model;
import io.meridian.testing.FakeUpstreamBehaviour.Status;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The library most clients use finds nothing strange here. */
class OfficialSdkIT {
    private static final String TEXT = "Hello from the fake upstream.";

    private static ChatStage stage;

    @BeforeAll
    static void start() {
        stage = ChatStage.start(ChatStage.MODEL, Map.of());
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @Test
    void readsAnAnswer() {
        OpenAIClient client = client(stage.gateway().newKey("{}"));
        ChatCompletion answer = client.chat().completions().create(question("fast-chat"));
        assertThat(answer.model()).isEqualTo("fast-chat");
        assertThat(answer.choices().getFirst().message().content()).contains(TEXT);
        assertThat(answer.usage().orElseThrow().totalTokens()).isEqualTo(18);
        client.close();
    }

    @Test
    void readsAStream() {
        OpenAIClient client = client(stage.gateway().newKey("{}"));
        ChatCompletionCreateParams question = question("fast-chat").toBuilder()
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(question)) {
            List<ChatCompletionChunk> chunks = stream.stream().toList();
            assertThat(chunks.stream()
                            .flatMap(chunk -> chunk.choices().stream())
                            .flatMap(choice -> choice.delta().content().stream())
                            .collect(Collectors.joining()))
                    .isEqualTo(TEXT);
            assertThat(chunks.getLast().usage().orElseThrow().completionTokens())
                    .isEqualTo(7);
        }
        client.close();
    }

    @Test
    void listsModels() {
        OpenAIClient client = client(stage.gateway().newKey("{}"));
        assertThat(client.models().list().autoPager().stream().map(Model::id)).containsExactly("fast-chat");
        assertThat(client.models().retrieve("fast-chat").id()).isEqualTo("fast-chat");
        client.close();
    }

    @Test
    void tellsRefusalsApart() {
        OpenAIClient stranger = client("sk-of-nobody-at-all");
        assertThatThrownBy(() -> stranger.chat().completions().create(question("fast-chat")))
                .isInstanceOf(UnauthorizedException.class);
        stranger.close();
        OpenAIClient client = client(stage.gateway().newKey("{\"rpm_limit\": 3}"));
        assertThatThrownBy(() -> client.chat().completions().create(question("no-such-model")))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("no-such-model");
        stage.upstream().next(Status.error(503, "overloaded"));
        assertThatThrownBy(() -> client.chat().completions().create(question("fast-chat")))
                .isInstanceOf(InternalServerException.class);
        for (int i = 0; i < 2; i++) {
            client.chat().completions().create(question("fast-chat"));
        }
        assertThatThrownBy(() -> client.chat().completions().create(question("fast-chat")))
                .isInstanceOfSatisfying(
                        RateLimitException.class,
                        refused -> assertThat(refused.headers().values("retry-after"))
                                .isNotEmpty());
        client.close();
    }

    private static OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder()
                .apiKey(key)
                .baseUrl(stage.gateway().uri() + "/v1")
                .maxRetries(0)
                .build();
    }

    private static ChatCompletionCreateParams question(String model) {
        return ChatCompletionCreateParams.builder()
                .model(model)
                .addUserMessage("hi")
                .build();
    }
}
