package io.meridian.spend;

/** A call that ended: how it began, where it was sent in the end, and its outcome. Immutable. */
public record ClosedCall(OpenedCall opened, TargetFacts target, OutcomeFacts outcome) {}
