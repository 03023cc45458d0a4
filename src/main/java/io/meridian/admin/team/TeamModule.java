package io.meridian.admin.team;

import io.meridian.admin.office.Office;
import io.meridian.admin.people.KeyDealings;
import io.meridian.admin.people.UserDefaults;
import java.util.List;
import java.util.Optional;

/** The routes below {@code /team}. Immutable. */
public record TeamModule(List<Object> resources) {
    public TeamModule {
        resources = List.copyOf(resources);
    }

    public static TeamModule create(
            Optional<Office> office, TeamDefaults newTeams, UserDefaults newUsers, KeyDealings keys) {
        Optional<MemberDesk> members = office.map(found -> new MemberDesk(found, newUsers, keys));
        Optional<TeamDesk> desk = office.flatMap(found -> members.map(places -> new TeamDesk(found, places, newTeams)));
        Optional<TeamReading> reading = office.map(found -> new TeamReading(found, keys));
        return new TeamModule(List.of(
                new TeamsResource(desk, office.map(found -> new ClosingDesk(found, keys))),
                new TeamReadsResource(reading, newUsers.availableTeams()),
                new TeamPagesResource(reading),
                new TeamMembersResource(members, office.map(MemberAnswers::new)),
                new TeamSettingsResource(
                        desk, office.flatMap(found -> desk.map(teams -> new RightsBatch(found, teams)))),
                new TeamCallbacksResource(desk)));
    }
}
