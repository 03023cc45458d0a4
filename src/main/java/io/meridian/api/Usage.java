package io.meridian.api;

/** The tokens of one call as the provider counted them. Details are parts of their totals. */
public record Usage(
        long promptTokens,
        long completionTokens,
        long totalTokens,
        long cachedPromptTokens,
        long cacheCreationTokens,
        long audioPromptTokens,
        long reasoningTokens,
        long audioCompletionTokens) {
    public static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0, 0, 0);

    public static Usage of(long promptTokens, long completionTokens) {
        return new Usage(promptTokens, completionTokens, promptTokens + completionTokens, 0, 0, 0, 0, 0);
    }
}
