package io.meridian.admin.credential;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.Masks;
import io.meridian.base.JsonText;
import io.meridian.config.CredentialEntry;
import io.meridian.model.Credential;

/** Credentials as administrators get to see them: every value masked, for each may be the secret one. */
final class CredentialView {
    private CredentialView() {}

    /** Ready to be sent. */
    record Shown(ObjectNode json) {}

    /** Of a credential no value is harmless: where it opens a door tells half of it. */
    static boolean isHarmless(String name, JsonNode value) {
        return value.isBoolean();
    }

    static Shown stored(Credential credential) {
        ObjectNode view =
                view(credential.name(), credential.values().tree(), (ObjectNode) JsonText.stored(credential.info()));
        view.put("display_name", credential.displayName().orElse(null)).put("source", "db");
        credential.values().fault().ifPresent(fault -> view.put("left_out", fault));
        return new Shown(view);
    }

    static Shown ofFile(CredentialEntry entry) {
        ObjectNode values = JsonText.object();
        entry.values().forEach((name, value) -> values.set(name, JsonText.stored(value.reveal())));
        return new Shown(view(entry.name(), values, (ObjectNode) JsonText.stored(entry.info()))
                .putNull("display_name")
                .put("source", "config"));
    }

    static Shown ofModel(String model, ObjectNode values) {
        return new Shown(view(model + "-credential", values, JsonText.object()).putNull("display_name"));
    }

    private static ObjectNode view(String name, ObjectNode values, ObjectNode info) {
        ObjectNode view = JsonText.object().put("credential_name", name);
        view.set("credential_values", Masks.of(values, CredentialView::isHarmless));
        view.set("credential_info", info);
        return view;
    }
}
