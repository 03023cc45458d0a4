package io.meridian.llm;

import io.meridian.auth.Caller;
import io.meridian.auth.VirtualKey;
import io.meridian.base.GatewayException;
import io.meridian.directory.Belonging;
import io.meridian.directory.Budget;
import io.meridian.directory.Team;
import io.meridian.routing.Router;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which models a caller may name. Thread-safe. */
final class ModelAccess {
    private final Router router;

    ModelAccess(Router router) {
        this.router = router;
    }

    /** The team whose models a caller may name beside everybody's. */
    static @Nullable String team(Caller caller) {
        return caller.key().map(key -> key.owner().teamId()).orElse(null);
    }

    /** The refusal speaks of the name that was asked for: what else that leads to is not the caller's business. */
    void require(Caller caller, String model, String asked) {
        refusing(caller, model).ifPresent(who -> {
            throw new GatewayException.Forbidden(
                    who + "_model_access_denied",
                    ("The requested model '%s' is not available for this %s, or the model name is invalid. "
                                    + "Call `/v1/models` to see the models this key may use.")
                            .formatted(asked, who.equals("key") ? "API key" : who),
                    "model");
        });
    }

    boolean permits(Caller caller, String model) {
        return refusing(caller, model).isEmpty();
    }

    /** The first whose list does not have the model: a call needs the consent of all. */
    private Optional<String> refusing(Caller caller, String model) {
        if (caller.key().isEmpty()) {
            return Optional.empty();
        }
        VirtualKey.Access key = caller.key().get().access();
        Belonging belonging = caller.belonging();
        Asked asked = new Asked(model, team(caller));
        if (!asked.isIn(key.models()) && !key.aliases().containsKey(model)) {
            return Optional.of("key");
        }
        if (belonging.team().isPresent()) {
            Team team = belonging.team().get();
            boolean byTeam = asked.isIn(team.access().models())
                    || team.access().aliases().containsKey(model)
                    // what a team brought along needs nobody's consent but its own
                    || router.isOfTeam(model, team.id());
            if (!byTeam || !asked.isIn(ofMember(belonging, team))) {
                return Optional.of("team");
            }
        } else if (belonging.user().isPresent()
                && !asked.isIn(belonging.user().get().models())) {
            return Optional.of("user");
        }
        return belonging
                .organization()
                .filter(organization -> !asked.isIn(organization.models()))
                .map(_ -> "org");
    }

    /** A member's own list comes before the one the team gives to all members. */
    private static List<String> ofMember(Belonging belonging, Team team) {
        return belonging.member().isEmpty()
                ? List.of()
                : belonging
                        .budgets()
                        .member()
                        .map(Budget::allowedModels)
                        .filter(own -> !own.isEmpty())
                        .orElse(team.forMembers().models());
    }

    /** A name, and the access groups it is in, which are looked up where the name alone does not do. */
    private final class Asked {
        private final String model;
        private final @Nullable String team;

        Asked(String model, @Nullable String team) {
            this.model = model;
            this.team = team;
        }

        boolean isIn(List<String> models) {
            if (models.isEmpty()) {
                return true;
            }
            for (String entry : models) {
                if (permits(entry, model)) {
                    return true;
                }
            }
            return !Collections.disjoint(models, router.accessGroups(model, team));
        }
    }

    /** Whether an entry of a list of models means this one. */
    static boolean permits(String entry, String model) {
        return switch (entry) {
            case "*", "all-proxy-models", "all-team-models" -> true;
            case "no-default-models" -> false;
            default -> entry.equals(model) || (entry.indexOf('*') >= 0 && matches(entry, model));
        };
    }

    /** Only the star is special; the parts between stars must occur in their order. */
    private static boolean matches(String entry, String model) {
        String[] parts = entry.split("\\*", -1);
        if (!model.startsWith(parts[0])) {
            return false;
        }
        int at = parts[0].length();
        for (int i = 1; i < parts.length - 1; i++) {
            int found = model.indexOf(parts[i], at);
            if (found < 0) {
                return false;
            }
            at = found + parts[i].length();
        }
        String last = parts[parts.length - 1];
        return model.length() - last.length() >= at && model.endsWith(last);
    }
}
