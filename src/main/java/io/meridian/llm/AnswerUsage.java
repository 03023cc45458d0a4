package io.meridian.llm;

import io.meridian.api.Usage;
import io.meridian.base.JsonObject;
import io.meridian.base.JsonSyntaxException;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the {@code usage} object of an OpenAI-shaped answer or chunk; stateless. */
final class AnswerUsage {
    /** No call has that many tokens; a larger number is a provider's mistake and must not overflow our sums. */
    private static final long MOST = 1_000_000_000_000L;

    private AnswerUsage() {}

    /**
     * The usage, if the member says what went in or came out. A total alone cannot be priced, and nobody answers with
     * nothing out of nothing: then we count ourselves.
     */
    static Optional<Usage> of(JsonObject answer) throws JsonSyntaxException {
        Optional<JsonObject> found = answer.object("usage");
        if (found.isEmpty()) {
            return Optional.empty();
        }
        JsonObject usage = found.get();
        OptionalLong prompt = usage.integer("prompt_tokens");
        OptionalLong completion = usage.integer("completion_tokens");
        OptionalLong total = usage.integer("total_tokens");
        if (prompt.isEmpty() && completion.isEmpty()) {
            return Optional.empty();
        }
        long promptTokens = prompt.isPresent() ? clamp(prompt) : rest(total, completion);
        long completionTokens = completion.isPresent() ? clamp(completion) : rest(total, prompt);
        if (promptTokens + completionTokens == 0) {
            return Optional.empty();
        }
        Optional<JsonObject> promptDetails = usage.object("prompt_tokens_details");
        Optional<JsonObject> completionDetails = usage.object("completion_tokens_details");
        long cached = count(promptDetails, "cached_tokens");
        return Optional.of(new Usage(
                promptTokens,
                completionTokens,
                total.isPresent() ? clamp(total) : promptTokens + completionTokens,
                cached > 0 ? cached : clamp(usage.integer("cache_read_input_tokens")),
                clamp(usage.integer("cache_creation_input_tokens")),
                count(promptDetails, "audio_tokens"),
                count(completionDetails, "reasoning_tokens"),
                count(completionDetails, "audio_tokens")));
    }

    private static long count(Optional<JsonObject> details, String name) {
        return details.isEmpty() ? 0 : clamp(details.get().integer(name));
    }

    private static long rest(OptionalLong total, OptionalLong part) {
        return Math.max(0, clamp(total) - clamp(part));
    }

    private static long clamp(OptionalLong count) {
        return Math.clamp(count.orElse(0), 0, MOST);
    }
}
