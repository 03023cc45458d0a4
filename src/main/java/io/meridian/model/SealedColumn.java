package io.meridian.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.base.BrokenSealException;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import io.meridian.base.Sealer;
import io.meridian.base.Secret;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A column of JSON objects in which each value is sealed for its table, row and name. Thread-safe. */
record SealedColumn(String table, Optional<Sealer> sealer) {
    /** Without a salt key and a master key there is nothing to seal with. */
    String seal(String row, Values values) {
        Sealer present = sealer.orElseThrow(() -> new GatewayException.NotEnabled(
                "Secrets cannot be stored: set LITELLM_SALT_KEY to a long random text."));
        ObjectNode sealed = JsonText.object();
        values.opened().forEach((name, value) -> sealed.put(name, present.seal(value, place(row, name))));
        return JsonText.text(sealed);
    }

    Values open(String row, String stored) {
        Map<String, Secret> opened = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : JsonText.stored(stored).properties()) {
            try {
                opened.put(entry.getKey(), open(row, entry.getKey(), entry.getValue()));
            } catch (BrokenSealException broken) {
                return Values.closed(entry.getKey() + " " + broken.reason());
            }
        }
        return new Values(opened, Optional.empty());
    }

    /** The same values, all under the current key; the same text if they are already. */
    String reseal(String row, String stored) throws BrokenSealException {
        ObjectNode tree = (ObjectNode) JsonText.stored(stored);
        boolean changed = false;
        for (Map.Entry<String, JsonNode> entry : tree.properties()) {
            if (!isCurrent(entry.getValue())) {
                Secret value = open(row, entry.getKey(), entry.getValue());
                entry.setValue(JsonText.tree(sealer.orElseThrow().seal(value, place(row, entry.getKey()))));
                changed = true;
            }
        }
        return changed ? JsonText.text(tree) : stored;
    }

    private boolean isCurrent(JsonNode value) {
        return sealer.map(present -> present.isCurrent(value.asText())).orElse(false);
    }

    private Secret open(String row, String name, JsonNode value) throws BrokenSealException {
        Optional<Sealer> present = sealer;
        if (present.isEmpty()) {
            throw BrokenSealException.noKey();
        }
        return present.get().open(value.asText(), place(row, name));
    }

    private Sealer.Place place(String row, String name) {
        return new Sealer.Place(table, row, name);
    }
}
