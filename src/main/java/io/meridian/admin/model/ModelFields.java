package io.meridian.admin.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.Form;
import io.meridian.admin.form.Masks;
import io.meridian.auth.Caller;
import io.meridian.base.JsonText;
import io.meridian.config.ShownParams;
import io.meridian.directory.Stamps;
import io.meridian.model.StoredModel;
import io.meridian.model.Values;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Applies what a request says of a deployment to what it was before. */
final class ModelFields {
    /** As much as a deployment can sensibly say of itself. */
    private static final int MOST_BYTES = 256 * 1024;

    private static final int MOST_CHARACTERS = 512;
    private static final String TEAM = "team_id";
    private static final String TEAM_NAME = "team_public_model_name";
    /** Facts of ours, which clients send back as they got them. */
    private static final List<String> DERIVED =
            List.of("id", "db_model", "blocked", "created_at", "created_by", "updated_at", "updated_by");

    private final Form form;
    private final Instant now;
    private final @Nullable String by;

    ModelFields(Form form, Instant now, Caller caller) {
        this.form = form;
        this.now = now;
        this.by = caller.userId().orElse(null);
    }

    StoredModel made() {
        String name = named(form.requireText("model_name"), "model_name");
        ObjectNode params = JsonText.object();
        Optional<ObjectNode> sent = object("litellm_params");
        if (sent.isEmpty()) {
            form.problem("litellm_params", "missing", "Field required");
        }
        sent.ifPresent(found -> Masks.merge(params, found, ShownParams::isHarmless));
        ObjectNode info = JsonText.object();
        object("model_info").ifPresent(found -> merge(info, found));
        String id = id(object("model_info").map(found -> found.path("id")));
        boolean blocked = form.flag("blocked").over(false, false);
        String stored = scoped(info, null, name);
        check(params, info);
        return new StoredModel(id, stored, Values.of(params), JsonText.text(info), blocked, Stamps.made(now, by));
    }

    StoredModel changed(StoredModel before) {
        ObjectNode params = before.params().tree();
        object("litellm_params").ifPresent(sent -> Masks.merge(params, sent, ShownParams::isHarmless));
        ObjectNode info = before.infoTree();
        @Nullable String oldTeam = text(info, TEAM);
        String oldName = oldTeam == null ? before.name() : info.path(TEAM_NAME).asText();
        object("model_info").ifPresent(sent -> merge(info, sent));
        @Nullable String sentName = form.text("model_name").value();
        String name = sentName == null ? oldName : named(sentName, "model_name");
        boolean blocked = form.flag("blocked").over(before.blocked(), false);
        String stored = oldTeam != null && oldTeam.equals(text(info, TEAM))
                ? renamed(info, before.name(), name)
                : scoped(info, oldTeam, name);
        check(params, info);
        return new StoredModel(
                before.id(),
                stored,
                Values.of(params),
                JsonText.text(info),
                blocked,
                before.stamps().changed(now, by));
    }

    /** The model of a team is stored under a name that no other can have, and keeps its own for the team. */
    private static String scoped(ObjectNode info, @Nullable String oldTeam, String name) {
        @Nullable String team = text(info, TEAM);
        if (team != null) {
            info.put(TEAM_NAME, name);
            return "model_name_" + team + "_" + UUID.randomUUID();
        }
        if (oldTeam != null) {
            info.remove(TEAM_NAME);
        }
        return name;
    }

    private static String renamed(ObjectNode info, String stored, String name) {
        info.put(TEAM_NAME, name);
        return stored;
    }

    private static void merge(ObjectNode info, ObjectNode sent) {
        ObjectNode own = sent.deepCopy();
        own.remove(DERIVED);
        Masks.merge(info, own, (_, _) -> true);
    }

    private String id(Optional<JsonNode> sent) {
        String given = sent.filter(id -> !id.isNull()).map(JsonNode::asText).orElse("");
        return given.isEmpty() ? UUID.randomUUID().toString() : named(given, "model_info.id");
    }

    private String named(String name, String field) {
        if (name.isBlank() || name.length() > MOST_CHARACTERS || !name.equals(name.strip())) {
            form.problem(field, "value_error", "Input should be a name of at most " + MOST_CHARACTERS + " characters");
        }
        return name;
    }

    private Optional<ObjectNode> object(String name) {
        return Optional.ofNullable(form.object(name).value());
    }

    private void check(ObjectNode params, ObjectNode info) {
        if (JsonText.bytes(params).length > MOST_BYTES || JsonText.bytes(info).length > MOST_BYTES) {
            form.problem("litellm_params", "value_error", "Input should be smaller than 256 KiB");
        }
        JsonNode team = info.path(TEAM);
        if (!team.isMissingNode() && (!team.isTextual() || team.textValue().isBlank())) {
            form.problem("model_info." + TEAM, "string_type", "Input should be a valid string");
        }
        form.check();
    }

    private static @Nullable String text(ObjectNode info, String name) {
        return info.hasNonNull(name) ? info.path(name).asText() : null;
    }
}
