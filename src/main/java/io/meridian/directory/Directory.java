package io.meridian.directory;

import io.meridian.store.Change;
import io.meridian.store.ChangeListener;
import io.meridian.store.Database;
import io.meridian.store.RowCache;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whoever keys belong to and calls are for, as the way of a request reads them: cached, and kept true. Thread-safe. */
public final class Directory implements ChangeListener {
    private final RowCache<String, User> users;
    private final RowCache<String, Memberships> memberships;
    private final RowCache<String, Team> teams;
    private final RowCache<String, Organization> organizations;
    private final RowCache<String, Project> projects;
    private final RowCache<String, Budget> budgets;
    private final RowCache<String, Tag> tags;
    private final RowCache<String, AccessGroup> groups;
    private final EndUsers endUsers;

    public Directory(Database database, RowCache.Lifetimes lifetimes, EndUserDefaults endUsers) {
        MemberStore members = new MemberStore(database);
        this.users = new RowCache<>(database, new UserStore(database)::find, lifetimes);
        this.memberships = new RowCache<>(database, id -> Optional.of(members.of(id)), lifetimes);
        this.teams = new RowCache<>(database, new TeamStore(database)::find, lifetimes);
        this.organizations = new RowCache<>(database, new OrganizationStore(database)::find, lifetimes);
        this.projects = new RowCache<>(database, new ProjectStore(database)::find, lifetimes);
        this.budgets = new RowCache<>(database, id -> new BudgetStore(database).find(id), lifetimes);
        this.tags = new RowCache<>(database, name -> new TagStore(database).find(name), lifetimes);
        this.groups = new RowCache<>(database, new AccessGroupStore(database)::find, lifetimes);
        this.endUsers = new EndUsers(database, lifetimes, endUsers);
    }

    /** The names a key carries; {@code groups} are its access groups. */
    public record Names(
            @Nullable String user,
            @Nullable String team,
            @Nullable String organization,
            @Nullable String project,
            @Nullable String budget,
            List<String> groups) {}

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

    /** The budget of end users who have none of their own, if there is one. */
    public Optional<Budget> standardEndUserBudget() {
        return endUsers.standard(this::budget);
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
        Optional<Project> project = Optional.ofNullable(names.project).flatMap(projects::find);
        return new Belonging(
                user,
                ofUser,
                team,
                member,
                organization,
                project,
                new Belonging.Budgets(
                        Optional.ofNullable(names.budget).flatMap(this::budget),
                        member.map(TeamMember::budgetId).flatMap(this::budget),
                        organization.map(Organization::budgetId).flatMap(this::budget),
                        organization
                                .flatMap(found -> ofUser.organization(found.id()))
                                .map(OrganizationMember::budgetId)
                                .flatMap(this::budget),
                        project.map(Project::budgetId).flatMap(this::budget)),
                groups(names.groups, team),
                Belonging.Served.NOBODY);
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
        projects.forgetEverything();
        budgets.forgetEverything();
        groups.forgetEverything();
        return belonging(names);
    }

    /** What is known of whom and what a call is made for. */
    public Belonging.Served served(Optional<String> endUser, List<String> labels) {
        List<Belonging.Tagged> known = List.of();
        for (String label : labels) {
            Optional<Tag> tag = tags.find(label);
            if (tag.isPresent()) {
                known = known.isEmpty() ? new ArrayList<>(labels.size()) : known;
                known.add(new Belonging.Tagged(
                        tag.get(), Optional.ofNullable(tag.get().budgetId()).flatMap(this::budget)));
            }
        }
        return new Belonging.Served(endUser.map(id -> endUsers.find(id, this::budget)), labels, known);
    }

    /** As {@link #served}, but believes nothing that was cached before. */
    public Belonging.Served servedAgain(Optional<String> endUser, List<String> labels) {
        labels.forEach(tags::forget);
        endUser.ifPresent(endUsers::forget);
        return served(endUser, labels);
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
            case PROJECT -> projects.forget(id);
            case BUDGET -> budgets.forget(id);
            case CUSTOMER -> endUsers.forget(id);
            case TAG -> tags.forget(id);
            case ACCESS_GROUP -> groups.forget(id);
            default -> {}
        }
    }

    @Override
    public void forgetEverything() {
        users.forgetEverything();
        memberships.forgetEverything();
        teams.forgetEverything();
        organizations.forgetEverything();
        projects.forgetEverything();
        budgets.forgetEverything();
        endUsers.forgetEverything();
        tags.forgetEverything();
        groups.forgetEverything();
    }

    private Belonging.Groups groups(List<String> ofKey, Optional<Team> team) {
        List<String> ofTeam =
                team.map(found -> found.details().accessGroupIds()).orElse(List.of());
        return ofKey.isEmpty() && ofTeam.isEmpty()
                ? Belonging.Groups.NONE
                : new Belonging.Groups(groups(ofKey), groups(ofTeam));
    }

    private List<AccessGroup> groups(List<String> ids) {
        return ids.stream().flatMap(id -> groups.find(id).stream()).toList();
    }
}
