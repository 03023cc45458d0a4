package io.meridian.routing;

import java.util.List;

/**
 * The deployments that may serve a name. {@code publicName} is the name access is granted by: the one that was asked
 * for, unless that was the id or the inner name of a deployment. Immutable.
 */
record Route(String publicName, String group, List<Deployment> deployments) {}
