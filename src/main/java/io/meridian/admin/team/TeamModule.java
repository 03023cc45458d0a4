package io.meridian.admin.team;

import io.meridian.admin.office.Office;
import io.meridian.admin.people.Registrar;
import io.meridian.admin.people.UserDefaults;
import java.util.List;
import java.util.Optional;

/** The routes below {@code /team}. Immutable. */
public record TeamModule(List<Object> resources) {
    public TeamModule {
        resources = List.copyOf(resources);
    }

    public static TeamModule create(Optional<Office> office, UserDefaults newUsers) {
        Optional<TeamDesk> desk = office.map(found -> new TeamDesk(found, new Registrar(found, newUsers)));
        return new TeamModule(List.of(new TeamsResource(desk)));
    }
}
