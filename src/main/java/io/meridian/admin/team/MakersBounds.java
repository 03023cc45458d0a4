package io.meridian.admin.team;

import io.meridian.admin.people.ModelLists;
import io.meridian.auth.Caller;
import io.meridian.base.GatewayException;
import io.meridian.directory.Team;
import io.meridian.directory.User;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Whoever makes a team without being an administrator of the proxy gives it no more than they have. */
final class MakersBounds {
    private MakersBounds() {}

    static void require(Team team, Caller maker) {
        User user = maker.belonging().user().orElse(null);
        if (user == null) {
            return;
        }
        BigDecimal max = user.budget().max();
        BigDecimal asked = team.budget().max();
        if (max != null && asked != null && asked.compareTo(max) > 0) {
            throw excess("max_budget", asked.toPlainString(), max.toPlainString());
        }
        require("tpm_limit", team.rates().tpm(), user.rates().tpm());
        require("rpm_limit", team.rates().rpm(), user.rates().rpm());
        if (!ModelLists.covers(user.models(), team.access().models())) {
            throw excess(
                    "models", team.access().models().toString(), user.models().toString());
        }
    }

    private static void require(String name, @Nullable Long asked, @Nullable Long max) {
        if (asked != null && max != null && asked > max) {
            throw excess(name, asked.toString(), max.toString());
        }
    }

    private static GatewayException excess(String name, String asked, String max) {
        return new GatewayException.BadRequest(
                "%s higher than user max. User %s=%s. Asked for %s=%s".formatted(name, name, max, name, asked), name);
    }
}
