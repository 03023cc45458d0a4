package io.meridian.admin.key;

import com.fasterxml.jackson.databind.node.TextNode;
import io.meridian.admin.form.Form;
import io.meridian.admin.form.LimitFields;
import io.meridian.admin.form.Sent;
import io.meridian.admin.form.StoredFields;
import io.meridian.auth.VirtualKey;
import io.meridian.base.GatewayException;
import io.meridian.base.WireDuration;
import io.meridian.base.WireMoment;
import io.meridian.directory.RateCaps;
import io.meridian.directory.SpendCap;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
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
            "allowed_passthrough_routes",
            "enforced_batch_output_expires_after",
            "enforced_file_expires_after",
            "secret_manager_settings",
            "team_member_key_duration");

    private final Form form;
    private final Instant now;
    private final ZoneId zone;
    private final LimitFields limits;
    private final StoredFields stored;

    KeyFields(Form form, Instant now, ZoneId zone) {
        this.form = form;
        this.now = now;
        this.zone = zone;
        this.limits = new LimitFields(form, now);
        this.stored = new StoredFields(form);
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
                stored.names("aliases", old.aliases()),
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

    @Nullable
    BigDecimal spend() {
        return limits.money("spend", null);
    }

    /** When it is due is told only of a key that is to be replaced and has an interval. */
    VirtualKey.Rotation rotation(VirtualKey.Rotation old) {
        Sent<String> sent = form.text("rotation_interval");
        LimitFields.requireDuration("rotation_interval", sent.value());
        boolean automatic = form.flag("auto_rotate").over(old.automatic(), false);
        @Nullable String interval = sent.over(old.interval());
        if (!form.has("auto_rotate") && !form.has("rotation_interval")) {
            return old;
        }
        return new VirtualKey.Rotation(automatic, interval, old.count(), old.last(), automatic ? next(interval) : null);
    }

    private @Nullable Instant next(@Nullable String interval) {
        return interval == null
                ? null
                : WireDuration.parse(interval)
                        .map(length -> length.after(now, zone))
                        .orElse(null);
    }

    VirtualKey.Details details(VirtualKey.Details old) {
        readRaise();
        VirtualKey.Details details = new VirtualKey.Details(
                stored.metadata(old.metadata(), IN_METADATA),
                stored.object("config", old.config()),
                stored.object("permissions", old.permissions()),
                stored.object("model_max_budget", old.modelMaxBudget()),
                stored.any("router_settings", old.routerSettings()),
                stored.any("budget_limits", old.budgetLimits()),
                stored.any("object_permission", old.objectPermission()),
                form.texts("allowed_cache_controls").over(old.allowedCacheControls(), List.of()),
                form.texts("policies").over(old.policies(), List.of()),
                form.texts("access_group_ids").over(old.accessGroupIds(), List.of()));
        new KeyRuleForm(form).check(details);
        return details;
    }

    /** What may be spent more for a while has an amount and an end; the end is kept as a moment. */
    private void readRaise() {
        @Nullable BigDecimal amount = limits.money("temp_budget_increase", null);
        @Nullable String end = form.text("temp_budget_expiry").value();
        if ((amount == null) != (end == null)) {
            throw new GatewayException.BadRequest(
                    "temp_budget_increase and temp_budget_expiry have to be set together.", "temp_budget_expiry");
        }
        if (end != null) {
            Instant until = WireMoment.parse(end)
                    .or(() -> WireDuration.parse(end).map(length -> length.after(now, zone)))
                    .orElseThrow(() -> LimitFields.unreadable("temp_budget_expiry", end));
            form.fill("temp_budget_expiry", TextNode.valueOf(until.toString()));
        }
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
