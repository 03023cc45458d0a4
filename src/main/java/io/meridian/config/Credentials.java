package io.meridian.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.base.JsonText;
import io.meridian.base.Secret;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts the values of a credential where {@code litellm_credential_name} asks for them. */
final class Credentials {
    private final Map<String, CredentialEntry> entries = new HashMap<>();

    /** Of two with the same name the first counts. */
    Credentials(List<CredentialEntry> credentials) {
        credentials.forEach(credential -> entries.putIfAbsent(credential.name(), credential));
    }

    /** Reads {@code credential_list}. */
    static List<CredentialEntry> read(Section top) {
        Map<String, CredentialEntry> named = new HashMap<>();
        List<CredentialEntry> credentials = new ArrayList<>();
        for (Section entry : top.children(TopKeys.CREDENTIALS.name())) {
            NameCheck.check(entry, TopKeys.CREDENTIAL);
            ObjectNode values = entry.child(TopKeys.CREDENTIAL_VALUES.name()).node();
            JsonNode info = entry.find(TopKeys.CREDENTIAL_INFO).orElseGet(JsonNodeFactory.instance::objectNode);
            entry.find(TopKeys.CREDENTIAL_NAME)
                    .ifPresentOrElse(
                            name -> {
                                CredentialEntry credential = of(name, values, JsonText.text(info));
                                credentials.add(credential);
                                if (named.putIfAbsent(name, credential) != null) {
                                    entry.problem(TopKeys.CREDENTIAL_NAME, "is taken by an entry before");
                                }
                            },
                            () -> entry.problem(TopKeys.CREDENTIAL_NAME, "is missing"));
        }
        return credentials;
    }

    static CredentialEntry of(String name, ObjectNode values, String info) {
        Map<String, Secret> texts = new HashMap<>();
        values.properties().forEach(value -> texts.put(value.getKey(), new Secret(JsonText.text(value.getValue()))));
        return new CredentialEntry(name, texts, info);
    }

    static ObjectNode values(CredentialEntry credential) {
        ObjectNode values = JsonText.object();
        credential.values().forEach((name, value) -> values.set(name, JsonText.stored(value.reveal())));
        return values;
    }

    /** The parameters' own values win. */
    void fill(Section params) {
        params.find(ModelKeys.CREDENTIAL).ifPresent(name -> {
            CredentialEntry credential = entries.get(name);
            if (credential == null) {
                params.problem(ModelKeys.CREDENTIAL, "names no credential there is");
                return;
            }
            values(credential)
                    .properties()
                    .forEach(value -> params.node().putIfAbsent(value.getKey(), value.getValue()));
            JsonNode provider = JsonText.stored(credential.info()).path(ModelKeys.PROVIDER.name());
            if (!provider.isMissingNode()) {
                params.node().putIfAbsent(ModelKeys.PROVIDER.name(), provider);
            }
        });
    }
}
