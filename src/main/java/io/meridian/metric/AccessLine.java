package io.meridian.metric;

import org.jspecify.annotations.Nullable;

/** What the access log says of one request; null and negative values are left out. Immutable. */
public record AccessLine(Request request, Caller caller, Target target, Figures figures) {
    public static final long UNKNOWN = -1;

    /**
     * The request and what became of it.
     *
     * @param path the template of the path, never the path itself
     * @param status the status the client was sent
     * @param outcome what the status would have been, had it not left before the failure; else zero
     * @param error the type of the refusal
     */
    public record Request(
            String method,
            String path,
            int status,
            int outcome,
            String callId,
            @Nullable String error) {}

    /**
     * Where it came from.
     *
     * @param keyMask the key as it may be shown
     */
    public record Caller(
            @Nullable String address,
            @Nullable String keyMask,
            @Nullable String keyAlias,
            @Nullable String team,
            @Nullable String user) {
        public static final Caller UNKNOWN = new Caller(null, null, null, null, null);
    }

    /** Where it went. */
    public record Target(
            @Nullable String model,
            @Nullable String deployment,
            @Nullable String provider) {
        public static final Target NONE = new Target(null, null, null);
    }

    /** Durations, tokens, money and sizes. */
    public record Figures(
            long durationNanos,
            long firstByteNanos,
            long inputTokens,
            long outputTokens,
            long costNanoUsd,
            long bytesIn,
            long bytesOut) {}
}
