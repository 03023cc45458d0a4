package io.meridian.admin.jwt;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.View;
import io.meridian.base.JsonText;

/** A mapping as administrators get to see it. */
final class MappingView {
    private MappingView() {}

    static ObjectNode of(Mapping mapping) {
        ObjectNode view = JsonText.object()
                .put("id", mapping.id())
                .put("jwt_issuer", mapping.issuer().isEmpty() ? null : mapping.issuer())
                .put("jwt_claim_name", mapping.claim())
                .put("jwt_claim_value", mapping.value())
                .put("token", mapping.key().hex())
                .put("description", mapping.description())
                .put("is_active", mapping.active());
        View.put(view, mapping.stamps());
        return view;
    }
}
