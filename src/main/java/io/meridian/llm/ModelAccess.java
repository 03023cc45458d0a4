package io.meridian.llm;

import io.meridian.auth.Caller;
import io.meridian.auth.VirtualKey;
import io.meridian.base.GatewayException;
import io.meridian.directory.Belonging;
import io.meridian.directory.Budget;
import io.meridian.directory.Team;
import java.util.List;
import java.util.Optional;

/** Which models a caller may name. */
final class ModelAccess {
    private ModelAccess() {}

    /** The refusal speaks of the name that was asked for: what else that leads to is not the caller's business. */
    static void require(Caller caller, String model, String asked) {
        refusing(caller, model).ifPresent(who -> {
            throw new GatewayException.Forbidden(
                    who + "_model_access_denied",
                    ("The requested model '%s' is not available for this %s, or the model name is invalid. "
                                    + "Call `/v1/models` to see the models this key may use.")
                            .formatted(asked, who.equals("key") ? "API key" : who),
                    "model");
        });
    }

    static boolean permits(Caller caller, String model) {
        return refusing(caller, model).isEmpty();
    }

    /** The first whose list does not have the model: a call needs the consent of all. */
    private static Optional<String> refusing(Caller caller, String model) {
        if (caller.key().isEmpty()) {
            return Optional.empty();
        }
        VirtualKey.Access key = caller.key().get().access();
        Belonging belonging = caller.belonging();
        if (!permits(key.models(), model) && !key.aliases().containsKey(model)) {
            return Optional.of("key");
        }
        if (belonging.team().isPresent()) {
            Team team = belonging.team().get();
            boolean byTeam = permits(team.access().models(), model)
                    || team.access().aliases().containsKey(model);
            if (!byTeam || !permits(ofMember(belonging, team), model)) {
                return Optional.of("team");
            }
        } else if (belonging.user().isPresent()
                && !permits(belonging.user().get().models(), model)) {
            return Optional.of("user");
        }
        return belonging
                .organization()
                .filter(organization -> !permits(organization.models(), model))
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

    private static boolean permits(List<String> models, String model) {
        if (models.isEmpty()) {
            return true;
        }
        for (String entry : models) {
            if (permits(entry, model)) {
                return true;
            }
        }
        return false;
    }

    private static boolean permits(String entry, String model) {
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
