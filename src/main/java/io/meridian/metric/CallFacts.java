package io.meridian.metric;

/** Everything metrics have to know about one finished request. Immutable. */
public record CallFacts(
        CallerLabels caller,
        DeploymentLabels deployment,
        CallOutcome outcome,
        Tokens tokens,
        double spendUsd,
        Timings timings) {

    /** Tokens by kind; details are parts of input and output. */
    public record Tokens(
            long input,
            long output,
            long cachedInput,
            long cacheCreationInput,
            long audioInput,
            long reasoningOutput,
            long audioOutput) {
        public static final Tokens NONE = new Tokens(0, 0, 0, 0, 0, 0, 0);
    }

    /** Durations in nanoseconds; {@link #UNKNOWN} where none was measured. */
    public record Timings(
            long totalNanos, long queueNanos, long upstreamNanos, long firstTokenNanos, long overheadNanos) {
        public static final long UNKNOWN = -1;
    }
}
