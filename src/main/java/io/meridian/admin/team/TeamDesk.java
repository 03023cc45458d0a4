package io.meridian.admin.team;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.allowance.BudgetFields;
import io.meridian.admin.form.Form;
import io.meridian.admin.office.Office;
import io.meridian.admin.people.Acting;
import io.meridian.admin.people.AuditNotes;
import io.meridian.admin.people.MemberLimits;
import io.meridian.admin.people.TeamViews;
import io.meridian.auth.Caller;
import io.meridian.auth.Subject;
import io.meridian.base.GatewayException;
import io.meridian.directory.Budget;
import io.meridian.directory.BudgetStore;
import io.meridian.directory.RateCaps;
import io.meridian.directory.SpendCap;
import io.meridian.directory.Stamps;
import io.meridian.directory.Team;
import io.meridian.directory.TeamStore;
import io.meridian.store.Change;
import io.meridian.store.ConflictException;
import io.meridian.store.Transaction;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes and changes teams; every change is seen by this instance at once. Thread-safe. */
final class TeamDesk {
    private final Office office;
    private final TeamStore teams;
    private final BudgetStore budgets;
    private final TeamPlace place;
    private final MemberDesk members;
    private final TeamDefaults defaults;
    private final TeamViews views;
    private final AuditNotes notes;

    TeamDesk(Office office, MemberDesk members, TeamDefaults defaults) {
        this.office = office;
        this.teams = new TeamStore(office.database());
        this.budgets = new BudgetStore(office.database());
        this.place = new TeamPlace(office);
        this.members = members;
        this.defaults = defaults;
        this.views = new TeamViews(office);
        this.notes = new AuditNotes(office);
    }

    Team make(Form form, Acting acting) {
        defaults.complete(form);
        String sent = form.name("team_id").value();
        String id = sent == null ? UUID.randomUUID().toString() : sent;
        @Nullable String by = acting.user();
        Team team = new TeamFields(form, office.now()).over(blank(id, by), Stamps.made(office.now(), by));
        List<Entry> entries = Entry.all(form);
        form.check();
        acting.permit().require(Subject.of(team));
        if (!acting.permit().isUnlimited()) {
            MakersBounds.require(team, acting.caller());
        }
        Team made;
        try {
            made = office.database().inTransaction(transaction -> store(transaction, team, entries, form, acting));
        } catch (ConflictException race) {
            throw taken(id);
        }
        seen(made);
        return made;
    }

    Team change(Form form, Acting acting) {
        String id = form.requireText("team_id");
        Team changed = office.database().inTransaction(transaction -> {
            Team before = require(transaction, id);
            acting.permit().require(Subject.of(before));
            Team after = new TeamFields(form, office.now()).over(before, changedNow(before, acting.caller()));
            form.check();
            Team limited = withMemberBudget(transaction, after, form, acting);
            return store(transaction, before, limited, acting);
        });
        seen(changed);
        return changed;
    }

    /** Changes one team in a transaction of its own, as far as the caller may. */
    Team change(String id, Acting acting, UnaryOperator<Team> change) {
        Team changed = office.database().inTransaction(transaction -> {
            Team before = require(transaction, id);
            acting.permit().require(Subject.of(before));
            return store(transaction, before, change.apply(before), acting);
        });
        seen(changed);
        return changed;
    }

    Team find(String id) {
        return teams.find(id).orElseThrow(() -> unknown(id));
    }

    ObjectNode view(Team team) {
        return views.one(team);
    }

    Stamps changedNow(Team team, Caller changer) {
        return team.stamps().changed(office.now(), changer.userId().orElse(null));
    }

    static GatewayException unknown(String id) {
        return new GatewayException.NotFound("Team not found, passed team_id=" + id, "team_id");
    }

    /** What a request makes of a new team: the team, its members' budget and its members, or nothing of these. */
    private Team store(Transaction transaction, Team team, List<Entry> entries, Form form, Acting acting) {
        if (teams.findAndKeep(transaction, team.id()).isPresent()) {
            throw taken(team.id());
        }
        place.requireForNew(transaction, team);
        Team limited = withMemberBudget(transaction, team, form, acting);
        teams.create(transaction, limited);
        notes.team(transaction, acting, null, limited);
        members.addFirst(transaction, limited, entries, acting);
        return limited;
    }

    /** The one place where a team changes. */
    private Team store(Transaction transaction, Team before, Team after, Acting acting) {
        acting.permit().require(Subject.of(after));
        if (!TeamReach.isAbove(acting.permit(), before)) {
            TeamReach.requireNoMore(before, after);
        }
        place.requireForChanged(transaction, before, after);
        teams.update(transaction, after);
        notes.team(transaction, acting, before, after);
        return after;
    }

    /** What the request says of all members: one budget, to which those refer who have none of their own. */
    private Team withMemberBudget(Transaction transaction, Team team, Form form, Acting acting) {
        Form limits = MemberLimits.ofAll(form);
        BudgetFields fields = new BudgetFields(limits, office.now());
        if (!fields.areSent()) {
            return team;
        }
        if (!TeamReach.isAbove(acting.permit(), team)) {
            throw TeamReach.refusal("limits of members");
        }
        @Nullable String by = acting.user();
        @Nullable String current = team.forMembers().budgetId();
        if (current != null) {
            Budget old = budgets.findForUpdate(transaction, current).orElseThrow(() -> unknown(team.id()));
            Budget changed = fields.changed(old, by);
            limits.check();
            budgets.update(transaction, changed);
            notes.budget(transaction, acting, old, changed);
            return team;
        }
        Budget made = fields.made(UUID.randomUUID().toString(), by);
        limits.check();
        budgets.createImplied(transaction, made);
        notes.budget(transaction, acting, null, made);
        return team.with(new Team.ForMembers(
                team.forMembers().permissions(), team.forMembers().models(), made.id()));
    }

    private Team require(Transaction transaction, String id) {
        return teams.findForUpdate(transaction, id).orElseThrow(() -> unknown(id));
    }

    /** Once it is committed; a maximum that is set anew is asked for from here on. */
    private void seen(Team team) {
        String budget = team.forMembers().budgetId();
        if (budget != null) {
            office.directory().forget(Change.Kind.BUDGET, budget);
        }
        office.directory().forget(Change.Kind.TEAM, team.id());
    }

    private static GatewayException taken(String id) {
        return new GatewayException.BadRequest(
                "Team id = %s already exists. Please use a different team id.".formatted(id), "team_id");
    }

    private Team blank(String id, @Nullable String by) {
        return new Team(
                id,
                null,
                null,
                new Team.Access(List.of(), Map.of(), false),
                RateCaps.NONE,
                SpendCap.NONE,
                Team.ForMembers.NOTHING,
                new Team.Details("{}", "{}", null, null, null, List.of(), List.of()),
                Stamps.made(office.now(), by));
    }
}
