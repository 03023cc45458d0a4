package io.meridian.admin.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.audit.Actor;
import io.meridian.admin.audit.Deed;
import io.meridian.admin.audit.Deed.Table;
import io.meridian.admin.form.Form;
import io.meridian.admin.office.Office;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import io.meridian.directory.Stamps;
import io.meridian.model.ModelStore;
import io.meridian.model.Offers;
import io.meridian.model.StoredModel;
import io.meridian.store.Transaction;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Puts access groups on stored deployments and takes them off. Those that the file gives its deployments are shown,
 * and changed there. Thread-safe.
 */
final class AccessGroupDesk {
    private static final String FIELD = "access_groups";
    private static final int MOST_CHARACTERS = 255;

    private final Office office;
    private final ModelStore store;
    private final Offers offers;
    private final boolean enabled;

    AccessGroupDesk(Office office, ModelStore store, Offers offers, boolean enabled) {
        this.office = office;
        this.store = store;
        this.offers = offers;
        this.enabled = enabled;
    }

    /** The names a group opens, and how many deployments carry it. */
    record Members(Set<String> names, int deployments) {
        private Members plus(String name) {
            Set<String> more = new TreeSet<>(names);
            more.add(name);
            return new Members(more, deployments + 1);
        }
    }

    ObjectNode make(String group, Form form, Actor actor) {
        ModelDesk.requireEnabled(enabled);
        Wanted wanted = Wanted.of(form);
        // the last segment of the path of its routes says what is asked of it
        if (group.isBlank() || group.length() > MOST_CHARACTERS || group.contains("/")) {
            throw new GatewayException.BadRequest(
                    "access_group is a name of at most 255 characters, without a slash.", "access_group");
        }
        return write(transaction -> {
            List<StoredModel> all = store.lockAll(transaction);
            if (all.stream().anyMatch(model -> carries(model, group)) || isInFile(group)) {
                throw new GatewayException.Conflict("Access group '" + group + "' already exists.", "access_group");
            }
            int updated = put(transaction, group, wanted.requireAll(all), actor);
            return wanted.answer(group, updated);
        });
    }

    ObjectNode update(String group, Form form, Actor actor) {
        ModelDesk.requireEnabled(enabled);
        Wanted wanted = Wanted.of(form);
        return write(transaction -> {
            List<StoredModel> all = store.lockAll(transaction);
            requireStored(group, all);
            List<StoredModel> chosen = wanted.requireAll(all);
            takeOff(transaction, group, all, model -> !chosen.contains(model), actor);
            int updated = put(transaction, group, chosen, actor);
            return wanted.answer(group, updated);
        });
    }

    int delete(String group, Actor actor) {
        ModelDesk.requireEnabled(enabled);
        return write(transaction -> {
            List<StoredModel> all = store.lockAll(transaction);
            requireStored(group, all);
            return takeOff(transaction, group, all, _ -> true, actor);
        });
    }

    /** Every group there is, by name. */
    Map<String, Members> all() {
        Map<String, Members> groups = new TreeMap<>();
        offers.listing().models().stream()
                .filter(model -> !model.isStored())
                .forEach(model -> labels(JsonText.stored(model.info()))
                        .forEach(group -> add(groups, group, model.offeredName())));
        store.all().forEach(model -> labels(model.infoTree()).forEach(group -> add(groups, group, name(model))));
        return groups;
    }

    Members find(String group) {
        Members members = all().get(group);
        if (members == null) {
            throw missing(group);
        }
        return members;
    }

    private <T> T write(Function<Transaction, T> work) {
        T result = office.database().inTransaction(work);
        offers.refresh();
        return result;
    }

    private int put(Transaction transaction, String group, List<StoredModel> models, Actor actor) {
        for (StoredModel model : models) {
            ObjectNode info = model.infoTree();
            Set<String> labels = new TreeSet<>(labels(info));
            labels.add(group);
            store(transaction, model, info, labels, actor);
        }
        return models.size();
    }

    private int takeOff(
            Transaction transaction, String group, List<StoredModel> all, Predicate<StoredModel> which, Actor actor) {
        List<StoredModel> affected = all.stream()
                .filter(model -> carries(model, group))
                .filter(which)
                .toList();
        for (StoredModel model : affected) {
            ObjectNode info = model.infoTree();
            Set<String> labels = new TreeSet<>(labels(info));
            labels.remove(group);
            store(transaction, model, info, labels, actor);
        }
        return affected.size();
    }

    private void store(Transaction transaction, StoredModel model, ObjectNode info, Set<String> labels, Actor actor) {
        info.set(FIELD, JsonText.tree(labels));
        Stamps stamps =
                model.stamps().changed(office.now(), actor.caller().userId().orElse(null));
        StoredModel after = model.with(JsonText.text(info), stamps);
        store.updateAround(transaction, after);
        office.audit()
                .note(
                        transaction,
                        actor,
                        Deed.updated(Table.MODEL, model.id(), ModelView.row(model), ModelView.row(after)));
    }

    private void requireStored(String group, List<StoredModel> all) {
        if (all.stream().anyMatch(model -> carries(model, group))) {
            return;
        }
        throw isInFile(group)
                ? new GatewayException.BadRequest(
                        "Access group '" + group + "' stands in the configuration file. Change it there.",
                        "access_group")
                : missing(group);
    }

    private boolean isInFile(String group) {
        return offers.listing().models().stream()
                .filter(model -> !model.isStored())
                .anyMatch(model -> labels(JsonText.stored(model.info())).contains(group));
    }

    private static GatewayException missing(String group) {
        return new GatewayException.NotFound("Access group '" + group + "' not found.", "access_group");
    }

    private static void add(Map<String, Members> groups, String group, String name) {
        groups.put(group, groups.getOrDefault(group, new Members(Set.of(), 0)).plus(name));
    }

    private static boolean carries(StoredModel model, String group) {
        return labels(model.infoTree()).contains(group);
    }

    private static String name(StoredModel model) {
        return model.infoTree().path("team_public_model_name").asText(model.name());
    }

    private static Set<String> labels(JsonNode info) {
        Set<String> labels = new HashSet<>();
        info.path(FIELD).forEach(label -> labels.add(label.asText()));
        return labels;
    }

    /** The deployments a request names; by id if it does so. */
    private record Wanted(List<String> names, List<String> ids) {
        static Wanted of(Form form) {
            List<String> names = form.texts("model_names").value();
            List<String> ids = form.texts("model_ids").value();
            form.check();
            Wanted wanted = new Wanted(
                    Objects.requireNonNullElse(names, List.of()), Objects.requireNonNullElse(ids, List.of()));
            if (wanted.names.isEmpty() && wanted.ids.isEmpty()) {
                throw new GatewayException.BadRequest(
                        "Name at least one deployment in model_names or model_ids.", "model_names");
            }
            return wanted;
        }

        List<StoredModel> requireAll(List<StoredModel> all) {
            Predicate<StoredModel> chosen = ids.isEmpty()
                    ? model -> names.contains(name(model)) || names.contains(model.name())
                    : model -> ids.contains(model.id());
            List<StoredModel> found = all.stream().filter(chosen).toList();
            Set<String> missing = new TreeSet<>(ids.isEmpty() ? names : ids);
            found.forEach(model ->
                    missing.removeAll(ids.isEmpty() ? List.of(name(model), model.name()) : List.of(model.id())));
            if (!missing.isEmpty()) {
                throw new GatewayException.BadRequest(
                        "Model(s) not found among those stored in the database: " + JsonText.text(missing),
                        ids.isEmpty() ? "model_names" : "model_ids");
            }
            return found;
        }

        ObjectNode answer(String group, int updated) {
            ObjectNode answer = JsonText.object().put("access_group", group);
            answer.set("model_names", ids.isEmpty() ? JsonText.tree(names) : null);
            answer.set("model_ids", ids.isEmpty() ? null : JsonText.tree(ids));
            return answer.put("models_updated", updated);
        }
    }
}
