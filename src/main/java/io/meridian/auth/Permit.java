package io.meridian.auth;

import io.meridian.base.GatewayException;
import io.meridian.directory.Memberships;
import io.meridian.directory.Team;
import io.meridian.directory.TeamMember;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a caller may do on the route it called, by that route's line in the table. A method asks it for the object the
 * request is about, or, if it lists, how far the caller sees. Immutable.
 */
public final class Permit {
    private final RouteRule rule;
    private final Caller caller;
    private final Function<String, Optional<Team>> teams;

    Permit(RouteRule rule, Caller caller, Function<String, Optional<Team>> teams) {
        this.rule = rule;
        this.caller = caller;
        this.teams = teams;
    }

    public Caller caller() {
        return caller;
    }

    /** The route called, as the table names it and as teams permit it to their members. */
    public String route() {
        return rule.path();
    }

    /** What the same caller may do on another route. */
    public Permit on(String method, String path) {
        RouteRule other = RouteTable.ours()
                .find(method, path)
                .orElseThrow(() -> new IllegalStateException("no route " + method + " " + path));
        return new Permit(other, caller, teams);
    }

    /** Whether the caller may do this to every object there is. */
    public boolean isUnlimited() {
        return rule.opensEverythingTo(caller);
    }

    public void require(Subject subject) {
        require(subject, this::foreign);
    }

    public void require(Subject subject, Supplier<GatewayException> refusal) {
        if (!covers(subject)) {
            throw refusal.get();
        }
    }

    /** For what no tie opens: only those whom the table names by their role. */
    public void requireUnlimited() {
        if (!isUnlimited()) {
            throw foreign();
        }
    }

    public boolean covers(Subject subject) {
        return isUnlimited() || (rule.opensTo(caller) && rule.ties().stream().anyMatch(tie -> holds(tie, subject)));
    }

    /** The teams to which the caller is tied in a way that opens this route. */
    public Set<String> teams() {
        Set<String> tied = new HashSet<>();
        for (TeamMember member : memberships().teams().values()) {
            if (isTied(member)) {
                tied.add(member.teamId());
            }
        }
        return tied;
    }

    /** The organizations to which the caller is tied in a way that opens this route. */
    public Set<String> organizations() {
        if (rule.ties().contains(Tie.ORG_MEMBER)) {
            return memberships().organizations().keySet();
        }
        return rule.ties().contains(Tie.ORG_ADMIN) ? memberships().administeredOrganizations() : Set.of();
    }

    private boolean isTied(TeamMember member) {
        return rule.ties().contains(Tie.MEMBER)
                || (rule.ties().contains(Tie.TEAM_ADMIN) && member.admin())
                || (rule.ties().contains(Tie.PERMITTED) && isPermitted(member));
    }

    private boolean holds(Tie tie, Subject subject) {
        return switch (tie) {
            case KEY ->
                subject.key() != null
                        && caller.key()
                                .map(key -> key.hash().equals(subject.key()))
                                .orElse(false);
            case SELF -> isOwn(subject);
            case OWNER -> isOwn(subject) && subject.teamId() == null;
            case MEMBER -> membership(subject).isPresent();
            case PERMITTED -> membership(subject).map(this::isPermitted).orElse(false);
            case TEAM_ADMIN -> membership(subject).map(TeamMember::admin).orElse(false);
            case ORG_MEMBER ->
                organization(subject).flatMap(memberships()::organization).isPresent();
            case ORG_ADMIN ->
                organization(subject)
                        .map(memberships().administeredOrganizations()::contains)
                        .orElse(false);
        };
    }

    /** What belongs to nobody does not belong to a caller who is nobody. */
    private boolean isOwn(Subject subject) {
        return subject.userId() != null
                && caller.key().isPresent()
                && caller.userId().map(subject.userId()::equals).orElse(false);
    }

    private Optional<TeamMember> membership(Subject subject) {
        return Optional.ofNullable(subject.teamId()).flatMap(memberships()::team);
    }

    private boolean isPermitted(TeamMember member) {
        return teams.apply(member.teamId())
                .map(team -> team.memberPermissions().contains(rule.path()))
                .orElse(false);
    }

    /** Its own, or that of its team. */
    private Optional<String> organization(Subject subject) {
        return Optional.ofNullable(subject.organizationId())
                .or(() -> Optional.ofNullable(subject.teamId()).flatMap(teams).map(Team::organizationId));
    }

    private Memberships memberships() {
        return caller.belonging().memberships();
    }

    private GatewayException foreign() {
        return new GatewayException.Forbidden(
                "auth_error",
                "Not allowed for this object. Route=%s. Your role=%s"
                        .formatted(rule.path(), caller.role().wireName()),
                null);
    }
}
