package io.meridian.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.base.JsonText;
import io.meridian.base.Secret;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a row keeps sealed: JSON texts by name, or the reason why they cannot be opened. Immutable.
 *
 * @param fault the second half of a sentence about the row
 */
public record Values(Map<String, Secret> opened, Optional<String> fault) {
    public static final Values NONE = new Values(Map.of(), Optional.empty());

    public Values {
        opened = Collections.unmodifiableMap(new TreeMap<>(opened));
    }

    public static Values of(ObjectNode tree) {
        Map<String, Secret> values = new TreeMap<>();
        tree.properties().forEach(entry -> values.put(entry.getKey(), new Secret(JsonText.text(entry.getValue()))));
        return new Values(values, Optional.empty());
    }

    static Values closed(String fault) {
        return new Values(Map.of(), Optional.of(fault));
    }

    /** A tree of one's own, with everything in it revealed. */
    public ObjectNode tree() {
        ObjectNode tree = JsonText.object();
        opened.forEach((name, value) -> tree.set(name, JsonText.stored(value.reveal())));
        return tree;
    }
}
