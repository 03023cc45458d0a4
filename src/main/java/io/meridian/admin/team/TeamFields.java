package io.meridian.admin.team;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.Form;
import io.meridian.admin.form.LimitFields;
import io.meridian.admin.form.Sent;
import io.meridian.admin.form.StoredFields;
import io.meridian.admin.people.TeamViews;
import io.meridian.base.JsonText;
import io.meridian.directory.Stamps;
import io.meridian.directory.Team;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Applies what a request says of a team to what the team was before; a new one was empty before. */
final class TeamFields {
    /** Accepted beside the columns, and kept in the metadata. */
    static final List<String> IN_METADATA = List.of(
            "model_rpm_limit",
            "model_tpm_limit",
            "mcp_rpm_limit",
            "tpd_limit",
            "rpm_limit_type",
            "tpm_limit_type",
            "tags",
            "guardrails",
            "disable_global_guardrails",
            "prompts",
            "logging",
            "secret_manager_settings",
            "allowed_passthrough_routes",
            "denied_passthrough_routes",
            "allowed_vector_store_indexes",
            "team_member_key_duration",
            "default_estimated_output_tokens",
            "default_estimated_output_tokens_per_model",
            "enforced_batch_output_expires_after",
            "enforced_file_expires_after");

    private final Form form;
    private final LimitFields limits;
    private final StoredFields stored;

    TeamFields(Form form, Instant now) {
        this.form = form;
        this.limits = new LimitFields(form, now);
        this.stored = new StoredFields(form);
    }

    Team over(Team old, Stamps stamps) {
        return new Team(
                old.id(),
                form.text("team_alias").over(old.alias()),
                organization(old.organizationId()),
                new Team.Access(
                        form.texts("models").over(old.access().models(), List.of()),
                        stored.names("model_aliases", old.access().aliases()),
                        form.flag("blocked").over(old.access().blocked(), false)),
                limits.rates(old.rates()),
                limits.budget(old.budget()),
                forMembers(old.forMembers()),
                details(old.details()),
                stamps);
    }

    /** An empty text, like null, takes the team out of its organization. */
    private @Nullable String organization(@Nullable String old) {
        Sent<String> sent = form.text("organization_id");
        String id = sent.value();
        return id != null && id.isEmpty() ? null : form.name("organization_id").over(old);
    }

    private Team.ForMembers forMembers(Team.ForMembers old) {
        Sent<List<String>> permissions = form.texts("team_member_permissions");
        return new Team.ForMembers(
                permissions.present() ? Optional.ofNullable(permissions.value()) : old.permissions(),
                form.texts("default_team_member_models").over(old.models(), List.of()),
                old.budgetId());
    }

    private Team.Details details(Team.Details old) {
        return new Team.Details(
                metadata(old.metadata()),
                stored.object("model_max_budget", old.modelMaxBudget()),
                stored.any("budget_limits", old.budgetLimits()),
                stored.any("router_settings", old.routerSettings()),
                stored.any("object_permission", old.objectPermission()),
                form.texts("access_group_ids").over(old.accessGroupIds(), List.of()),
                form.texts("policies").over(old.policies(), List.of()));
    }

    /** Whoever sends back the metadata they were shown names no budget by it. */
    private String metadata(String old) {
        ObjectNode metadata = (ObjectNode) JsonText.stored(stored.metadata(old, IN_METADATA));
        metadata.remove(TeamViews.MEMBER_BUDGET_ID);
        CallbackEntries.mask(metadata);
        return JsonText.text(metadata);
    }
}
