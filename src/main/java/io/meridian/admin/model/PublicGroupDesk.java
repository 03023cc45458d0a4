package io.meridian.admin.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.audit.Actor;
import io.meridian.admin.audit.Deed;
import io.meridian.admin.audit.Deed.Table;
import io.meridian.admin.form.Form;
import io.meridian.admin.office.Office;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import io.meridian.directory.Stamps;
import io.meridian.model.ListedModel;
import io.meridian.model.Offers;
import io.meridian.model.SettingStore;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Says which groups are shown to everybody. Thread-safe. */
final class PublicGroupDesk {
    private static final String FIELD = "public_model_groups";

    private final Office office;
    private final SettingStore settings;
    private final Offers offers;

    PublicGroupDesk(Office office, SettingStore settings, Offers offers) {
        this.office = office;
        this.settings = settings;
        this.offers = offers;
    }

    /** From now on these groups are public, and no others. */
    ObjectNode makePublic(Form form, Actor actor) {
        List<String> sent = form.texts("model_groups").value();
        if (sent == null) {
            form.problem("model_groups", "missing", "Field required");
        }
        form.check();
        List<String> groups =
                sent == null ? List.of() : sent.stream().distinct().toList();
        Set<String> known = offers.listing().models().stream()
                .filter(model -> model.team().isEmpty())
                .map(ListedModel::offeredName)
                .collect(Collectors.toSet());
        List<String> unknown =
                groups.stream().filter(group -> !known.contains(group)).toList();
        if (!unknown.isEmpty()) {
            throw new GatewayException.NotFound("Model groups not found: " + JsonText.text(unknown), "model_groups");
        }
        write(groups, actor);
        ObjectNode answer = JsonText.object().put("message", "Successfully updated public model groups");
        answer.set(FIELD, JsonText.tree(groups));
        return answer.put("updated_by", actor.caller().userId().orElse(null));
    }

    private void write(List<String> groups, Actor actor) {
        Stamps stamps = Stamps.made(office.now(), actor.caller().userId().orElse(null));
        office.database().transact(transaction -> {
            ObjectNode section = settings.findForUpdate(transaction, SettingStore.LITELLM, stamps)
                    .tree();
            ObjectNode before = section.deepCopy();
            section.set(FIELD, JsonText.tree(groups));
            settings.update(transaction, SettingStore.LITELLM, section, stamps);
            office.audit().note(transaction, actor, Deed.updated(Table.CONFIG, SettingStore.LITELLM, before, section));
        });
        offers.refresh();
    }
}
