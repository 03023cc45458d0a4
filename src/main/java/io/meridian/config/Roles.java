package io.meridian.config;

/** Which surfaces this instance registers. Immutable. */
public record Roles(boolean llm, boolean admin, boolean ui) {}
