package io.meridian.admin.key;

import io.meridian.admin.form.Form;
import io.meridian.auth.Caller;
import io.meridian.auth.Permit;
import io.meridian.base.GatewayException;
import io.meridian.directory.TeamMember;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who of those that are no administrators may make keys of a team, or of themselves, and what they have to say.
 * Immutable.
 */
public record CreationPolicy(Optional<Rule> team, Optional<Rule> personal) {
    public static final CreationPolicy ANY = new CreationPolicy(Optional.empty(), Optional.empty());

    /** No roles means that the role does not matter. */
    public record Rule(List<String> roles, List<String> requiredParams) {
        public Rule {
            roles = List.copyOf(roles);
            requiredParams = List.copyOf(requiredParams);
        }
    }

    /** Looks at the request as it was sent. */
    void require(Form form, Permit permit) {
        if (permit.isUnlimited()) {
            return;
        }
        @Nullable String teamId = form.text("team_id").value();
        if (teamId == null) {
            personal.ifPresent(rule -> require(rule, permit.caller().role().wireName(), form, "Personal"));
        } else {
            team.ifPresent(rule -> require(rule, roleIn(teamId, permit.caller()), form, "Team"));
        }
    }

    private static String roleIn(String teamId, Caller caller) {
        return caller.belonging()
                .memberships()
                .team(teamId)
                .map(TeamMember::roleName)
                .orElse("none");
    }

    private static void require(Rule rule, String role, Form form, String kind) {
        if (!rule.roles.isEmpty() && !rule.roles.contains(role)) {
            throw new GatewayException.BadRequest(
                    "%s key creation is not allowed for role=%s. Allowed roles: %s"
                            .formatted(kind, role, String.join(", ", rule.roles)),
                    null);
        }
        for (String name : rule.requiredParams) {
            if (form.any(name).value() == null) {
                throw new GatewayException.BadRequest(
                        "%s key creation requires %s. Required: %s"
                                .formatted(kind, name, String.join(", ", rule.requiredParams)),
                        name);
            }
        }
    }
}
