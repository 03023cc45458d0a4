package io.meridian.server;

import io.meridian.api.CallNotes;
import io.meridian.api.Exchange;
import io.meridian.api.Usage;
import io.meridian.metric.AccessLine;
import io.meridian.metric.CallFacts;
import io.meridian.metric.CallMetrics;
import io.meridian.metric.CallOutcome;
import io.meridian.metric.CallerLabels;
import io.meridian.metric.DeploymentLabels;
import org.jspecify.annotations.Nullable;

/** Tells the access log and the metrics of a request that has ended. Thread-safe. */
record CallReport(Sink log, CallMetrics metrics) {
    /** Where the line of a request goes. */
    @FunctionalInterface
    interface Sink {
        void write(AccessLine line);
    }

    private static final String UNMATCHED = "unmatched";
    private static final double NANOS = 1e9;

    /** A request has come in; it has to be told here that it {@link #ended}, on every way out. */
    void begun() {
        metrics.started();
    }

    void ended(Exchange exchange) {
        metrics.ended();
        CallNotes notes = exchange.notes();
        long total = System.nanoTime() - exchange.arrivedNanos();
        log.write(line(exchange, notes, total));
        if (notes.inference) {
            metrics.record(facts(exchange, notes, total));
        }
    }

    private static AccessLine line(Exchange exchange, CallNotes notes, long total) {
        return new AccessLine(
                new AccessLine.Request(
                        exchange.method(),
                        route(notes),
                        exchange.status(),
                        brokenOff(exchange, notes) ? notes.failureStatus : 0,
                        exchange.callId(),
                        notes.failure),
                new AccessLine.Caller(
                        exchange.clientAddress(), notes.keyMask, notes.keyAlias, notes.teamId, notes.userId),
                new AccessLine.Target(notes.requestedModel, notes.modelId, notes.provider),
                new AccessLine.Figures(
                        total,
                        notes.firstTokenNanos == 0
                                ? AccessLine.UNKNOWN
                                : notes.firstTokenNanos - exchange.arrivedNanos(),
                        notes.usage.promptTokens(),
                        notes.usage.completionTokens(),
                        notes.cost.nanos(),
                        AccessLine.UNKNOWN,
                        AccessLine.UNKNOWN));
    }

    private static CallFacts facts(Exchange exchange, CallNotes notes, long total) {
        Usage usage = notes.usage;
        boolean served = notes.modelId != null;
        return new CallFacts(
                new CallerLabels(
                        null,
                        notes.account,
                        notes.keyAlias,
                        notes.teamId,
                        null,
                        notes.userId,
                        null,
                        exchange.clientAddress(),
                        exchange.header("user-agent").orElse(null)),
                new DeploymentLabels(
                        served ? notes.requestedModel : DeploymentLabels.UNKNOWN_MODEL,
                        notes.modelGroup,
                        notes.upstreamModel,
                        notes.modelId,
                        notes.apiBase,
                        notes.provider),
                outcome(exchange, notes),
                new CallFacts.Tokens(
                        usage.promptTokens(),
                        usage.completionTokens(),
                        usage.cachedPromptTokens(),
                        usage.cacheCreationTokens(),
                        usage.audioPromptTokens(),
                        usage.reasoningTokens(),
                        usage.audioCompletionTokens()),
                notes.cost.nanos() / NANOS,
                timings(exchange, notes, total));
    }

    private static CallOutcome outcome(Exchange exchange, CallNotes notes) {
        @Nullable String failure = notes.failure;
        return failure == null
                ? CallOutcome.success(route(notes), notes.streamed, null)
                : CallOutcome.failure(
                        route(notes),
                        brokenOff(exchange, notes) ? notes.failureStatus : exchange.status(),
                        failure,
                        notes.streamed);
    }

    /** The status had left before it was known how the request would end. */
    private static boolean brokenOff(Exchange exchange, CallNotes notes) {
        return notes.failureStatus != 0 && notes.failureStatus != exchange.status();
    }

    private static CallFacts.Timings timings(Exchange exchange, CallNotes notes, long total) {
        if (notes.upstreamStartedNanos == 0) {
            return new CallFacts.Timings(
                    total,
                    CallFacts.Timings.UNKNOWN,
                    CallFacts.Timings.UNKNOWN,
                    CallFacts.Timings.UNKNOWN,
                    CallFacts.Timings.UNKNOWN);
        }
        long upstream = Math.max(0, notes.upstreamEndedNanos - notes.upstreamStartedNanos);
        return new CallFacts.Timings(
                total,
                notes.upstreamStartedNanos - exchange.arrivedNanos(),
                upstream,
                notes.firstTokenNanos == 0
                        ? CallFacts.Timings.UNKNOWN
                        : notes.firstTokenNanos - notes.upstreamStartedNanos,
                Math.max(0, total - upstream));
    }

    private static String route(CallNotes notes) {
        return notes.route == null ? UNMATCHED : notes.route;
    }
}
