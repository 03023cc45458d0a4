package io.meridian.config;

import io.meridian.base.Secret;
import java.util.Map;

/** A named set of parameters that deployments ask for; values are JSON texts by name, the info is JSON. Immutable. */
public record CredentialEntry(String name, Map<String, Secret> values, String info) {
    public CredentialEntry {
        values = Map.copyOf(values);
    }
}
