package io.meridian.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.base.JsonText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;

/**
 * Derives a deployment's id from what distinguishes it. Only where the call goes counts: ids are public, so they must
 * tell nothing of a credential, and they stay what they are when one is changed.
 */
final class ModelId {
    private ModelId() {}

    static ObjectNode identity(Section entry) {
        ObjectNode identity = JsonNodeFactory.instance.objectNode();
        identity.set("model_name", entry.node().path("model_name"));
        JsonNode params = entry.node().path("litellm_params");
        for (String name : new String[] {
            "model",
            "custom_llm_provider",
            "api_base",
            "base_url",
            "api_version",
            "organization",
            "litellm_credential_name",
            "order",
            "tags"
        }) {
            if (params.hasNonNull(name)) {
                identity.set(name, params.get(name));
            }
        }
        return identity;
    }

    static String hash(ObjectNode identity) {
        TreeMap<String, String> sorted = new TreeMap<>();
        identity.properties().forEach(entry -> sorted.put(entry.getKey(), JsonText.text(entry.getValue())));
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(sorted.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
