package io.meridian.provider.mock;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.base.JsonText;
import io.meridian.http.HttpHeader;
import io.meridian.provider.spi.Provider;
import io.meridian.provider.spi.ProviderAnswer;
import io.meridian.provider.spi.ProviderCall;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers by itself, in OpenAI's shape: for the first curl of a newcomer, for warming up, and for {@code
 * mock_response}. Thread-safe.
 */
public final class MockProvider implements Provider {
    private static final String GREETING = "Hello! This is Meridian's built-in mock: no provider was called.";
    private static final Pattern WORD = Pattern.compile("\\S+\\s*");
    /** A rough rate that need not be more: nobody pays for these tokens. */
    private static final int BYTES_PER_TOKEN = 4;

    private final Clock clock;

    public MockProvider(Clock clock) {
        this.clock = clock;
    }

    @Override
    public ProviderAnswer complete(ProviderCall call) {
        String reply = call.target().cannedReply().orElse(GREETING);
        byte[] body = call.streamed() ? stream(call, reply) : JsonText.bytes(whole(call, reply));
        return new Answer(
                List.of(new HttpHeader("content-type", call.streamed() ? "text/event-stream" : "application/json")),
                new ByteArrayInputStream(body));
    }

    private ObjectNode whole(ProviderCall call, String reply) {
        ObjectNode answer = head(call, "chat.completion");
        ObjectNode choice = answer.putArray("choices").addObject().put("index", 0);
        choice.putObject("message").put("role", "assistant").put("content", reply);
        choice.put("finish_reason", "stop");
        addUsage(answer, call, reply);
        return answer;
    }

    private byte[] stream(ProviderCall call, String reply) {
        StringBuilder frames = new StringBuilder();
        Matcher words = WORD.matcher(reply);
        boolean first = true;
        while (words.find()) {
            ObjectNode chunk = head(call, "chat.completion.chunk");
            ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
            ObjectNode delta = choice.putObject("delta");
            if (first) {
                delta.put("role", "assistant");
                first = false;
            }
            delta.put("content", words.group());
            append(frames, chunk);
        }
        ObjectNode last = head(call, "chat.completion.chunk");
        ObjectNode choice = last.putArray("choices").addObject().put("index", 0);
        choice.putObject("delta");
        choice.put("finish_reason", "stop");
        append(frames, last);
        ObjectNode usage = head(call, "chat.completion.chunk");
        usage.putArray("choices");
        addUsage(usage, call, reply);
        append(frames, usage);
        return frames.append("data: [DONE]\n\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private ObjectNode head(ProviderCall call, String object) {
        long now = clock.millis();
        return JsonText.object()
                .put("id", "chatcmpl-mock-" + Long.toString(now, Character.MAX_RADIX))
                .put("object", object)
                .put("created", now / 1000)
                .put("model", call.model());
    }

    private static void addUsage(ObjectNode answer, ProviderCall call, String reply) {
        int prompt = Math.max(1, call.body().length / BYTES_PER_TOKEN);
        int completion = Math.max(1, reply.length() / BYTES_PER_TOKEN);
        answer.putObject("usage")
                .put("prompt_tokens", prompt)
                .put("completion_tokens", completion)
                .put("total_tokens", prompt + completion);
    }

    private static void append(StringBuilder frames, ObjectNode chunk) {
        frames.append("data: ").append(JsonText.text(chunk)).append("\n\n");
    }

    private record Answer(List<HttpHeader> headers, InputStream body) implements ProviderAnswer {
        @Override
        public Optional<String> contentType() {
            return Optional.of(headers.getFirst().value());
        }

        @Override
        public int status() {
            return 200;
        }

        @Override
        public void abort() {
            // nobody waits for a mock
        }

        @Override
        public void close() {
            // nothing is held
        }
    }
}
