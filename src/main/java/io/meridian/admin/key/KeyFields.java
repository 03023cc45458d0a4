package io.meridian.admin.key;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.Form;
import io.meridian.admin.form.LimitFields;
import io.meridian.admin.form.Sent;
import io.meridian.auth.VirtualKey;
import io.meridian.base.JsonText;
import io.meridian.base.WireDuration;
import io.meridian.directory.RateCaps;
import io.meridian.directory.SpendCap;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Applies what a request says of a key to what the key was before; a new key was empty before. */
final class KeyFields {
    /** Accepted beside the columns, and kept in the metadata. */
    static final List<String> IN_METADATA = List.of(
            "model_rpm_limit",
            "model_tpm_limit",
            "rpm_limit_type",
            "tpm_limit_type",
            "enforced_params",
            "temp_budget_increase",
            "temp_budget_expiry",
            "allowed_vector_store_indexes",
            "guardrails",
            "prompts",
            "tags",
            "logging",
            "allowed_passthrough_routes");

    private final Form form;
    private final Instant now;
    private final ZoneId zone;
    private final LimitFields limits;

    KeyFields(Form form, Instant now, ZoneId zone) {
        this.form = form;
        this.now = now;
        this.zone = zone;
        this.limits = new LimitFields(form, now);
    }

    VirtualKey.Name name(VirtualKey.Name old) {
        return new VirtualKey.Name(old.mask(), form.text("key_alias").over(old.alias()), old.type());
    }

    VirtualKey.Owner owner(VirtualKey.Owner old) {
        return new VirtualKey.Owner(
                form.text("user_id").over(old.userId()),
                form.text("team_id").over(old.teamId()),
                form.text("project_id").over(old.projectId()),
                form.text("agent_id").over(old.agentId()),
                form.text("organization_id").over(old.organizationId()),
                form.text("budget_id").over(old.budgetId()));
    }

    VirtualKey.Access access(VirtualKey.Access old) {
        return new VirtualKey.Access(
                form.texts("models").over(old.models(), List.of()),
                form.object("aliases").map(this::aliases).over(old.aliases(), Map.of()),
                form.texts("allowed_routes").over(old.allowedRoutes(), List.of()),
                form.flag("blocked").over(old.blocked(), false),
                expires(old.expires()));
    }

    RateCaps rates(RateCaps old) {
        return limits.rates(old);
    }

    SpendCap budget(SpendCap old) {
        return limits.budget(old);
    }

    VirtualKey.Rotation rotation(VirtualKey.Rotation old) {
        Sent<String> interval = form.text("rotation_interval");
        LimitFields.requireDuration("rotation_interval", interval.value());
        return new VirtualKey.Rotation(
                form.flag("auto_rotate").over(old.automatic(), false),
                interval.over(old.interval()),
                old.count(),
                old.last(),
                old.next());
    }

    VirtualKey.Details details(VirtualKey.Details old) {
        return new VirtualKey.Details(
                metadata(old.metadata()),
                json("config", old.config()),
                json("permissions", old.permissions()),
                json("model_max_budget", old.modelMaxBudget()),
                optionalJson("router_settings", old.routerSettings()),
                optionalJson("budget_limits", old.budgetLimits()),
                optionalJson("object_permission", old.objectPermission()),
                form.texts("allowed_cache_controls").over(old.allowedCacheControls(), List.of()),
                form.texts("policies").over(old.policies(), List.of()),
                form.texts("access_group_ids").over(old.accessGroupIds(), List.of()));
    }

    /** Metadata that is sent replaces what there was; fields that live in it are put into whichever holds. */
    private String metadata(String old) {
        ObjectNode metadata = form.object("metadata")
                .over((ObjectNode) JsonText.stored(old), JsonText.object())
                .deepCopy();
        for (String name : IN_METADATA) {
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

    private String json(String name, String old) {
        return form.object(name).map(JsonText::text).over(old, "{}");
    }

    private @Nullable String optionalJson(String name, @Nullable String old) {
        return form.any(name).map(JsonText::text).over(old);
    }

    private Map<String, String> aliases(ObjectNode sent) {
        Map<String, String> aliases = new LinkedHashMap<>();
        sent.properties().forEach(entry -> {
            if (entry.getValue().isTextual()) {
                aliases.put(entry.getKey(), entry.getValue().textValue());
            } else {
                form.problem("aliases", "string_type", "Input should be a valid string for each alias");
            }
        });
        return aliases;
    }

    /** {@code "-1"} and null both mean that the key never expires. */
    private @Nullable Instant expires(@Nullable Instant old) {
        Sent<String> duration = form.text("duration");
        String sent = duration.value();
        if (sent == null || sent.equals("-1")) {
            return duration.present() ? null : old;
        }
        return WireDuration.parse(sent)
                .map(length -> length.after(now, zone))
                .orElseThrow(() -> LimitFields.unreadable("duration", sent));
    }
}
