package io.meridian.admin.user;

import io.meridian.admin.people.ModelLists;
import io.meridian.auth.Permit;
import io.meridian.base.GatewayException;
import io.meridian.directory.Role;
import io.meridian.directory.User;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How far those may make and change users who do not administer all of them. */
final class UserReach {
    private static final Set<Role> ORDINARY = Set.of(Role.INTERNAL_USER, Role.INTERNAL_USER_VIEWER);

    private UserReach() {}

    /** The administrators of organizations make ordinary users of their own, with no more than they have. */
    static void requireMayMake(NewUser made, Permit permit) {
        if (permit.isUnlimited()) {
            return;
        }
        Set<String> own = permit.organizations();
        if (made.organizations().isEmpty() || !own.containsAll(made.organizations())) {
            throw refusal("You may only make users of organizations that you administer: " + own, "organizations");
        }
        User user = made.user();
        if (!ORDINARY.contains(user.role())) {
            throw refusal(
                    "Only proxy admins can create administrators. Got user_role="
                            + user.role().wireName(),
                    "user_role");
        }
        permit.caller().belonging().user().ifPresent(maker -> {
            requireWithin("max_budget", user.budget().max(), maker.budget().max());
            requireWithin("tpm_limit", user.rates().tpm(), maker.rates().tpm());
            requireWithin("rpm_limit", user.rates().rpm(), maker.rates().rpm());
            requireWithin(
                    "max_parallel_requests",
                    user.rates().parallel(),
                    maker.rates().parallel());
            if (!ModelLists.covers(maker.models(), user.models())) {
                throw refusal("models of a new user have to be among your own: " + maker.models(), "models");
            }
        });
    }

    /** Of themselves, users change how they are called and their password; nothing by which they would have more. */
    static void requireOwnNamesOnly(User before, User after) {
        require(before.role() == after.role(), "user_role");
        require(before.models().equals(after.models()), "models");
        require(before.rates().equals(after.rates()), "rpm_limit, tpm_limit and max_parallel_requests");
        require(before.budget().equals(after.budget()), "max_budget, soft_budget and budget_duration");
        require(before.details().equals(after.details()), "metadata and other settings");
        require(Objects.equals(before.name().ssoId(), after.name().ssoId()), "sso_user_id");
    }

    private static void require(boolean unchanged, String what) {
        if (!unchanged) {
            throw refusal("Only proxy admins can change %s of a user.".formatted(what), null);
        }
    }

    private static void requireWithin(String name, @Nullable Number asked, @Nullable Number own) {
        if (own != null && (asked == null || decimal(asked).compareTo(decimal(own)) > 0)) {
            throw refusal("%s of a new user may be at most your own, %s.".formatted(name, own), name);
        }
    }

    private static BigDecimal decimal(Number number) {
        return new BigDecimal(number.toString());
    }

    private static GatewayException refusal(String why, @Nullable String param) {
        return new GatewayException.Forbidden("auth_error", why, param);
    }
}
