package io.meridian.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts the values of {@code credential_list} where {@code litellm_credential_name} asks for them. */
final class Credentials {
    private final Map<String, ObjectNode> values = new HashMap<>();

    Credentials(Section top) {
        for (Section entry : top.children(TopKeys.CREDENTIALS.name())) {
            NameCheck.check(entry, TopKeys.CREDENTIAL);
            ObjectNode credential =
                    entry.child(TopKeys.CREDENTIAL_VALUES.name()).node();
            entry.find(TopKeys.CREDENTIAL_INFO)
                    .map(info -> info.get(ModelKeys.PROVIDER.name()))
                    .ifPresent(provider -> credential.putIfAbsent(ModelKeys.PROVIDER.name(), provider));
            entry.find(TopKeys.CREDENTIAL_NAME)
                    .ifPresentOrElse(
                            name -> {
                                if (values.putIfAbsent(name, credential) != null) {
                                    entry.problem(TopKeys.CREDENTIAL_NAME, "is taken by an entry before");
                                }
                            },
                            () -> entry.problem(TopKeys.CREDENTIAL_NAME, "is missing"));
        }
    }

    /** The parameters' own values win. */
    void fill(Section params) {
        params.find(ModelKeys.CREDENTIAL).ifPresent(name -> {
            ObjectNode credential = values.get(name);
            if (credential == null) {
                params.problem(ModelKeys.CREDENTIAL, "names no entry of credential_list");
                return;
            }
            for (Map.Entry<String, com.fasterxml.jackson.databind.JsonNode> entry :
                    List.copyOf(credential.properties())) {
                params.node().putIfAbsent(entry.getKey(), entry.getValue());
            }
        });
    }
}
