package io.meridian.admin.key;

import io.meridian.admin.form.UnsupportedFields;
import io.meridian.auth.VirtualKey;

/** Tells the operator, once a key, which of its restrictions are kept but not enforced. Thread-safe. */
final class KeyRestrictions {
    private final UnsupportedFields unsupported = new UnsupportedFields("Key");

    void warn(VirtualKey key) {
        VirtualKey.Details details = key.details();
        unsupported.warn(
                key.hash().hex(),
                key.mask(),
                UnsupportedFields.Found.in(
                                details.metadata(),
                                "guardrails",
                                "allowed_passthrough_routes",
                                "allowed_vector_store_indexes")
                        .or("object_permission", details.objectPermission())
                        .or("policies", details.policies())
                        .names());
    }
}
