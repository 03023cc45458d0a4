package io.meridian.routing;

/**
 * Where a call goes. Whoever may call {@code publicName} may be sent there; {@code group} is the entry of the
 * configuration it stands for. Immutable.
 */
public record Plan(String publicName, String group, Deployment deployment) {}
