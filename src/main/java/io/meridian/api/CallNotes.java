package io.meridian.api;

import io.meridian.base.Usd;
import org.jspecify.annotations.Nullable;

/**
 * What became known of a request on its way: filled in by those who know, read once at its end for the access log and
 * the metrics. Confined to the request's thread.
 */
public final class CallNotes {
    /** The caller's account (a key's hash), mask and alias, once known. */
    public @Nullable String account;

    public @Nullable String keyMask;
    public @Nullable String keyAlias;
    public @Nullable String userId;
    public @Nullable String teamId;

    /** The model as the client named it. */
    public @Nullable String requestedModel;

    /** The deployment that was called, as the metrics of the contract label it. */
    public @Nullable String modelGroup;

    public @Nullable String upstreamModel;
    public @Nullable String modelId;
    public @Nullable String provider;
    public @Nullable String apiBase;

    /** The template of the path, once a resource was found for it. */
    public @Nullable String route;

    /** Whether the route calls a model. */
    public boolean inference;

    public Usage usage = Usage.NONE;
    public Usd cost = Usd.ZERO;
    public boolean streamed;

    /** The class of the refusal or failure, as the contract's {@code exception_class} names it. */
    public @Nullable String failure;

    /** The status it stands for, which is not the one that was sent if that had already left; zero without one. */
    public int failureStatus;

    /** On the clock of {@link System#nanoTime()}; zero while it has not happened. */
    public long upstreamStartedNanos;

    public long firstTokenNanos;
    public long upstreamEndedNanos;

    /** The request has failed; of several failures the last is told. */
    public void fail(String exceptionClass, int status) {
        this.failure = exceptionClass;
        this.failureStatus = status;
    }
}
