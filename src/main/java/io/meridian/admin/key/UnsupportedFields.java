package io.meridian.admin.key;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.auth.VirtualKey;
import io.meridian.base.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operator, once a key, which of its restrictions are kept but not enforced. Thread-safe. */
final class UnsupportedFields {
    private static final Logger LOG = LoggerFactory.getLogger(UnsupportedFields.class);
    private static final int MOST = 10_000;

    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    void warn(VirtualKey key) {
        List<String> fields = of(key);
        if (!fields.isEmpty() && warned.size() < MOST && warned.add(key.hash().hex())) {
            LOG.warn(
                    "Key {} carries restrictions that are stored and shown but not enforced yet: {}",
                    key.mask(),
                    fields);
        }
    }

    static List<String> of(VirtualKey key) {
        List<String> fields = new ArrayList<>();
        VirtualKey.Details details = key.details();
        JsonNode metadata = JsonText.stored(details.metadata());
        for (String name : List.of("guardrails", "allowed_passthrough_routes", "allowed_vector_store_indexes")) {
            if (!metadata.path(name).isEmpty()) {
                fields.add(name);
            }
        }
        addIf(details.objectPermission() != null, "object_permission", fields);
        addIf(!details.policies().isEmpty(), "policies", fields);
        return fields;
    }

    private static void addIf(boolean set, String name, List<String> fields) {
        if (set) {
            fields.add(name);
        }
    }
}
