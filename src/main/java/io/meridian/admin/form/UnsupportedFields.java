package io.meridian.admin.form;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.base.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operator, once for each object, which of its restrictions are kept but not enforced. Thread-safe. */
public final class UnsupportedFields {
    private static final Logger LOG = LoggerFactory.getLogger(UnsupportedFields.class);
    private static final int MOST = 10_000;

    private final String kind;
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    /** {@code kind} is how a sentence about one begins, such as {@code Key}. */
    public UnsupportedFields(String kind) {
        this.kind = kind;
    }

    /** {@code shown} is what people call it. */
    public void warn(String id, String shown, List<String> fields) {
        if (!fields.isEmpty() && warned.size() < MOST && warned.add(id)) {
            LOG.warn(
                    "{} {} carries restrictions that are stored and shown but not enforced yet: {}",
                    kind,
                    shown,
                    fields);
        }
    }

    /** Names of restrictions that are there; what is empty restricts nothing. Confined to one thread. */
    public static final class Found {
        private final List<String> names = new ArrayList<>();

        private Found() {}

        /** Those of these names that the metadata has. */
        public static Found in(String metadata, String... names) {
            Found found = new Found();
            JsonNode stored = JsonText.stored(metadata);
            for (String name : names) {
                found.addIf(isSet(stored.path(name)), name);
            }
            return found;
        }

        /** A column of JSON. */
        public Found or(String name, @Nullable String json) {
            addIf(json != null && isSet(JsonText.stored(json)), name);
            return this;
        }

        public Found or(String name, List<String> values) {
            addIf(!values.isEmpty(), name);
            return this;
        }

        public Found or(String name, boolean set) {
            addIf(set, name);
            return this;
        }

        public List<String> names() {
            return List.copyOf(names);
        }

        private void addIf(boolean set, String name) {
            if (set) {
                names.add(name);
            }
        }

        private static boolean isSet(JsonNode node) {
            return node.isValueNode() ? !node.isNull() : !node.isEmpty();
        }
    }
}
