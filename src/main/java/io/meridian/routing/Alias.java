package io.meridian.routing;

/** Another name for a group; hidden ones are in no list. Immutable. */
public record Alias(String group, boolean hidden) {}
