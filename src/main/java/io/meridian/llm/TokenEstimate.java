package io.meridian.llm;

import java.util.OptionalLong;

/** How many tokens a call may take, judged before it is made. Immutable. */
record TokenEstimate(long prompt, long output) {
    private static final int BYTES_PER_TOKEN = 4;
    private static final long USUAL_OUTPUT = 1024;
    /** Far beyond every model, and small enough for every price to be multiplied by. */
    private static final long MOST = 1L << 31;

    /** A call that does not say how much it wants may take this part of the tightest limit. */
    private static final int SHARE_OF_LIMIT = 4;

    /** Bytes, not characters: text outside Latin scripts takes more tokens a character. */
    static TokenEstimate of(Envelope envelope, OptionalLong tightestLimit) {
        long prompt = Math.max(1, envelope.promptBytes() / BYTES_PER_TOKEN);
        long usual = Math.min(USUAL_OUTPUT, Math.max(1, tightestLimit.orElse(Long.MAX_VALUE) / SHARE_OF_LIMIT));
        long output = envelope.outputLimit().orElse(Math.max(prompt, usual));
        return new TokenEstimate(prompt, saturated(output, envelope.choices()));
    }

    /** What a limit of tokens is charged in advance. */
    long counted(LlmSettings.CountedTokens counted) {
        return switch (counted) {
            case INPUT -> prompt;
            case OUTPUT -> Math.max(1, output);
            case TOTAL -> Math.max(1, prompt + output);
        };
    }

    /** No more than the model gives. */
    TokenEstimate within(OptionalLong mostOutput) {
        return new TokenEstimate(prompt, Math.min(output, mostOutput.orElse(MOST)));
    }

    private static long saturated(long output, long choices) {
        long high = Math.multiplyHigh(output, choices);
        long product = output * choices;
        return high != 0 || product < 0 ? MOST : Math.min(product, MOST);
    }
}
