package io.meridian.admin.team;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.admin.people.ModelLists;
import io.meridian.auth.Permit;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import io.meridian.directory.Team;
import java.util.List;
import java.util.Objects;

/** How far those may change a team who administer nothing beyond it: they are bound by it themselves. */
final class TeamReach {
    /** What lives in the metadata and is a limit. */
    private static final List<String> LIMITS_IN_METADATA = List.of(
            "model_rpm_limit",
            "model_tpm_limit",
            "mcp_rpm_limit",
            "tpd_limit",
            "rpm_limit_type",
            "tpm_limit_type",
            "guardrails",
            "disable_global_guardrails",
            "allowed_passthrough_routes",
            "denied_passthrough_routes",
            "allowed_vector_store_indexes",
            "team_member_key_duration",
            "enforced_batch_output_expires_after",
            "enforced_file_expires_after");

    private TeamReach() {}

    /** Whether the caller is above the team and not only in it. */
    static boolean isAbove(Permit permit, Team team) {
        String organization = team.organizationId();
        return permit.isUnlimited()
                || (organization != null && permit.organizations().contains(organization));
    }

    /** Refuses a change by which the administrators of a team would give it, and so themselves, more. */
    static void requireNoMore(Team before, Team after) {
        Team.Details was = before.details();
        Team.Details is = after.details();
        require(Objects.equals(before.organizationId(), after.organizationId()), "organization_id");
        require(before.rates().equals(after.rates()), "rpm_limit, tpm_limit and max_parallel_requests");
        require(before.budget().equals(after.budget()), "max_budget, soft_budget and budget_duration");
        require(Objects.equals(was.budgetLimits(), is.budgetLimits()), "budget_limits");
        require(was.modelMaxBudget().equals(is.modelMaxBudget()), "model_max_budget");
        require(before.access().blocked() == after.access().blocked(), "blocked");
        require(ModelLists.covers(before.access().models(), after.access().models()), "models");
        require(
                before.access()
                        .aliases()
                        .entrySet()
                        .containsAll(after.access().aliases().entrySet()),
                "model_aliases");
        require(before.forMembers().models().equals(after.forMembers().models()), "default_team_member_models");
        require(was.accessGroupIds().equals(is.accessGroupIds()), "access_group_ids");
        require(was.policies().equals(is.policies()), "policies");
        require(Objects.equals(was.objectPermission(), is.objectPermission()), "object_permission");
        JsonNode metadataWas = JsonText.stored(was.metadata());
        JsonNode metadataIs = JsonText.stored(is.metadata());
        for (String name : LIMITS_IN_METADATA) {
            require(metadataWas.path(name).equals(metadataIs.path(name)), name);
        }
    }

    static GatewayException refusal(String what) {
        return new GatewayException.Forbidden(
                "auth_error",
                "Administrators of a team may not change its %s. Ask an administrator of the proxy or organization."
                        .formatted(what),
                null);
    }

    private static void require(boolean unchanged, String what) {
        if (!unchanged) {
            throw refusal(what);
        }
    }
}
