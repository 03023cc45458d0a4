package io.meridian.admin.key;

import io.meridian.admin.form.UnsupportedFields;
import io.meridian.auth.VirtualKey;

/** Which restrictions of a key are kept but not enforced. Thread-safe. */
final class KeyRestrictions {
    private final UnsupportedFields unsupported = new UnsupportedFields("Key");

    void warn(VirtualKey key) {
        VirtualKey.Details details = key.details();
        unsupported.warn(
                key.hash().hex(),
                key.mask(),
                UnsupportedFields.Found.in(
                                details.metadata(),
                                "model_rpm_limit",
                                "model_tpm_limit",
                                "enforced_params",
                                "guardrails",
                                "allowed_passthrough_routes",
                                "allowed_vector_store_indexes")
                        .or("model_max_budget", details.modelMaxBudget())
                        .or("budget_limits", details.budgetLimits())
                        .or("object_permission", details.objectPermission())
                        .or("allowed_cache_controls", details.allowedCacheControls())
                        .or("policies", details.policies())
                        .names());
    }
}
