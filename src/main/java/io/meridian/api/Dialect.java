package io.meridian.api;

/** Whose shape a route speaks, in its errors too. */
public enum Dialect {
    OPENAI,
    ANTHROPIC
}
