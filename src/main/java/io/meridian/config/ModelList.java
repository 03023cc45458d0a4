package io.meridian.config;

import io.meridian.base.Secret;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the file offers, and what it takes to read deployments that are kept elsewhere by the same rules. Immutable.
 *
 * @param variables those a deployment may refer to: all but the gateway's own
 * @param accepted the restrictions that may be missing
 */
public record ModelList(
        List<ModelEntry> entries,
        List<CredentialEntry> credentials,
        Map<String, Secret> variables,
        Set<String> accepted) {
    public ModelList {
        entries = List.copyOf(entries);
        credentials = List.copyOf(credentials);
        variables = Map.copyOf(variables);
        accepted = Set.copyOf(accepted);
    }
}
