package io.meridian.admin.form;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.base.JsonText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Applies what a request says of fields that are kept as JSON. Confined to one thread. */
public final class StoredFields {
    private final Form form;

    public StoredFields(Form form) {
        this.form = form;
    }

    /** Metadata that is sent replaces what there was; fields that live in it are put into whichever holds. */
    public String metadata(String old, List<String> inMetadata) {
        ObjectNode metadata = form.object("metadata")
                .over((ObjectNode) JsonText.stored(old), JsonText.object())
                .deepCopy();
        for (String name : inMetadata) {
            Sent<JsonNode> field = form.any(name);
            JsonNode value = field.value();
            if (value != null) {
                metadata.set(name, value);
            } else if (field.present()) {
                metadata.remove(name);
            }
        }
        return JsonText.text(metadata);
    }

    /** An object; cleared it is an empty one. */
    public String object(String name, String old) {
        return form.object(name).map(JsonText::text).over(old, "{}");
    }

    public @Nullable String any(String name, @Nullable String old) {
        return form.any(name).map(JsonText::text).over(old);
    }

    /** An object whose values are texts; cleared it is an empty one. */
    public Map<String, String> names(String name, Map<String, String> old) {
        return form.object(name).map(sent -> names(name, sent)).over(old, Map.of());
    }

    /** Puts into a view what lives in its metadata and is told beside it too. */
    public static void show(ObjectNode view, List<String> inMetadata) {
        JsonNode metadata = view.path("metadata");
        inMetadata.forEach(
                name -> view.set(name, metadata.path(name).isMissingNode() ? NullNode.instance : metadata.get(name)));
    }

    private Map<String, String> names(String name, ObjectNode sent) {
        Map<String, String> names = new LinkedHashMap<>();
        sent.properties().forEach(entry -> {
            if (entry.getValue().isTextual()) {
                names.put(entry.getKey(), entry.getValue().textValue());
            } else {
                form.problem(name, "string_type", "Input should be a valid string for each alias");
            }
        });
        return names;
    }
}
