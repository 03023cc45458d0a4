package io.meridian.admin.moving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.base.JsonText;
import io.meridian.model.Values;
import java.util.Map;
import java.util.Optional;

/** Opens columns of theirs in which each value is sealed for itself. Immutable. */
record OldValues(Optional<OldSeal> seal) {
    /** All values opened; those that are no text were never sealed. */
    Values open(SourceRow row, String column) throws NotTaken {
        JsonNode stored = row.tree(column);
        if (!stored.isObject()) {
            throw new NotTaken("its " + column + " is no JSON object");
        }
        ObjectNode opened = JsonText.object();
        for (Map.Entry<String, JsonNode> entry : stored.properties()) {
            opened.set(
                    entry.getKey(),
                    entry.getValue().isTextual()
                            ? JsonText.tree(
                                    open(entry.getKey(), entry.getValue().textValue()))
                            : entry.getValue());
        }
        return Values.of(opened);
    }

    private String open(String name, String value) throws NotTaken {
        if (seal.isEmpty()) {
            throw new NotTaken("there is no salt key to open its values with; name one by --old-salt-env");
        }
        return seal.get()
                .open(value)
                .orElseThrow(() -> new NotTaken("its " + name
                        + " was sealed under another salt key; name the variable with the right one by"
                        + " --old-salt-env"));
    }
}
