package io.meridian.admin.people;

import io.meridian.admin.form.Form;
import io.meridian.admin.form.LimitFields;
import io.meridian.admin.form.Sent;
import io.meridian.admin.form.StoredFields;
import io.meridian.directory.Role;
import io.meridian.directory.Stamps;
import io.meridian.directory.User;
import java.time.Instant;
import java.util.List;

/** Applies what a request says of a user to what the user was before; a new one was empty before. */
public final class UserFields {
    /** Accepted beside the columns, and kept in the metadata. */
    public static final List<String> IN_METADATA = List.of(
            "model_rpm_limit",
            "model_tpm_limit",
            "mcp_rpm_limit",
            "tag_rpm_limit",
            "budget_limits",
            "budget_fallbacks",
            "guardrails",
            "prompts");

    private final Form form;
    private final LimitFields limits;
    private final StoredFields stored;

    public UserFields(Form form, Instant now) {
        this.form = form;
        this.limits = new LimitFields(form, now);
        this.stored = new StoredFields(form);
    }

    /** What the user becomes; {@code standard} is the role of one whose role is cleared. */
    public User over(User old, Role standard, Stamps stamps) {
        return new User(
                old.id(),
                new User.Name(
                        form.text("user_alias").over(old.name().alias()),
                        form.name("user_email").over(old.name().email()),
                        form.name("sso_user_id").over(old.name().ssoId())),
                role(old.role(), standard),
                form.texts("models").over(old.models(), List.of()),
                limits.rates(old.rates()),
                limits.budget(old.budget()),
                new User.Details(
                        stored.metadata(old.details().metadata(), IN_METADATA),
                        stored.object("model_max_budget", old.details().modelMaxBudget()),
                        stored.any("object_permission", old.details().objectPermission()),
                        form.texts("allowed_cache_controls").over(old.details().allowedCacheControls(), List.of()),
                        form.texts("policies").over(old.details().policies(), List.of())),
                stamps);
    }

    private Role role(Role old, Role standard) {
        Sent<String> sent = form.text("user_role");
        String name = sent.value();
        if (name == null) {
            return sent.present() ? standard : old;
        }
        return Role.of(name).orElseGet(() -> {
            form.problem(
                    "user_role",
                    "enum",
                    "Input should be 'proxy_admin', 'proxy_admin_viewer', 'internal_user' or 'internal_user_viewer'");
            return old;
        });
    }
}
