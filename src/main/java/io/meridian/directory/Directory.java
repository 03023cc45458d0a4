package io.meridian.directory;

import io.meridian.store.Change;
import io.meridian.store.ChangeListener;
import io.meridian.store.Database;
import io.meridian.store.RowCache;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Users, teams, organizations and budgets as the way of a request reads them: cached, and kept true. Thread-safe. */
public final class Directory implements ChangeListener {
    private final RowCache<String, User> users;
    private final RowCache<String, Memberships> memberships;
    private final RowCache<String, Team> teams;
    private final RowCache<String, Organization> organizations;
    private final RowCache<String, Budget> budgets;

    public Directory(Database database, RowCache.Lifetimes lifetimes) {
        MemberStore members = new MemberStore(database);
        this.users = new RowCache<>(database, new UserStore(database)::find, lifetimes);
        this.memberships = new RowCache<>(database, id -> Optional.of(members.of(id)), lifetimes);
        this.teams = new RowCache<>(database, new TeamStore(database)::find, lifetimes);
        this.organizations = new RowCache<>(database, new OrganizationStore(database)::find, lifetimes);
        this.budgets = new RowCache<>(database, new BudgetStore(database)::find, lifetimes);
    }

    /** The names a key carries. */
    public record Names(
            @Nullable String user,
            @Nullable String team,
            @Nullable String organization,
            @Nullable String budget) {}

    public Optional<User> user(String id) {
        return users.find(id);
    }

    public Memberships memberships(String userId) {
        return memberships.find(userId).orElse(Memberships.NONE);
    }

    public Optional<Team> team(String id) {
        return teams.find(id);
    }

    public Optional<Organization> organization(String id) {
        return organizations.find(id);
    }

    public Optional<Budget> budget(String id) {
        return budgets.find(id);
    }

    /** Whom these names are of. */
    public Belonging belonging(Names names) {
        Optional<User> user = Optional.ofNullable(names.user).flatMap(this::user);
        Memberships ofUser = user.map(found -> memberships(found.id())).orElse(Memberships.NONE);
        Optional<Team> team = Optional.ofNullable(names.team).flatMap(this::team);
        Optional<TeamMember> member = team.flatMap(found -> ofUser.team(found.id()));
        Optional<Organization> organization = Optional.ofNullable(names.organization)
                .or(() -> team.map(Team::organizationId))
                .flatMap(this::organization);
        return new Belonging(
                user,
                ofUser,
                team,
                member,
                organization,
                new Belonging.Budgets(
                        Optional.ofNullable(names.budget).flatMap(this::budget),
                        member.map(TeamMember::budgetId).flatMap(this::budget),
                        organization.map(Organization::budgetId).flatMap(this::budget)));
    }

    /** As {@link #belonging}, but believes nothing that was cached before: for times when changes are not followed. */
    public Belonging belongingAgain(Names names) {
        if (names.user != null) {
            users.forget(names.user);
            memberships.forget(names.user);
        }
        if (names.team != null) {
            teams.forget(names.team);
        }
        organizations.forgetEverything();
        budgets.forgetEverything();
        return belonging(names);
    }

    @Override
    public void changed(Change change) {
        forget(change.kind(), change.id());
    }

    /** Drops one object, for the instance that changed it and need not wait for its own notification. */
    public void forget(Change.Kind kind, String id) {
        switch (kind) {
            case USER -> users.forget(id);
            case MEMBERSHIP -> memberships.forget(id);
            case TEAM -> teams.forget(id);
            case ORGANIZATION -> organizations.forget(id);
            case BUDGET -> budgets.forget(id);
            default -> {}
        }
    }

    @Override
    public void forgetEverything() {
        users.forgetEverything();
        memberships.forgetEverything();
        teams.forgetEverything();
        organizations.forgetEverything();
        budgets.forgetEverything();
    }
}
