package io.meridian.admin.user;

import io.meridian.admin.form.UnsupportedFields;
import io.meridian.directory.User;

/** Which restrictions of a user are kept but not enforced. Thread-safe. */
final class UserRestrictions {
    private final UnsupportedFields unsupported = new UnsupportedFields("User");

    void warn(User user) {
        User.Details details = user.details();
        unsupported.warn(
                user.id(),
                user.id(),
                UnsupportedFields.Found.in(
                                details.metadata(),
                                "model_rpm_limit",
                                "model_tpm_limit",
                                "mcp_rpm_limit",
                                "tag_rpm_limit",
                                "budget_limits",
                                "guardrails")
                        .or("model_max_budget", details.modelMaxBudget())
                        .or("object_permission", details.objectPermission())
                        .or("allowed_cache_controls", details.allowedCacheControls())
                        .or("policies", details.policies())
                        .names());
    }
}
