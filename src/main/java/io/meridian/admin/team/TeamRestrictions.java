package io.meridian.admin.team;

import io.meridian.admin.form.UnsupportedFields;
import io.meridian.directory.Team;

/** Which restrictions of a team are kept but not enforced. Thread-safe. */
final class TeamRestrictions {
    private final UnsupportedFields unsupported = new UnsupportedFields("Team");

    void warn(Team team) {
        Team.Details details = team.details();
        unsupported.warn(
                team.id(),
                team.id(),
                UnsupportedFields.Found.in(
                                details.metadata(),
                                "model_rpm_limit",
                                "model_tpm_limit",
                                "mcp_rpm_limit",
                                "tpd_limit",
                                "guardrails",
                                "allowed_passthrough_routes",
                                "denied_passthrough_routes",
                                "allowed_vector_store_indexes",
                                "team_member_key_duration",
                                "enforced_batch_output_expires_after",
                                "enforced_file_expires_after")
                        .or("model_max_budget", details.modelMaxBudget())
                        .or("budget_limits", details.budgetLimits())
                        .or("object_permission", details.objectPermission())
                        .or("policies", details.policies())
                        .names());
    }
}
