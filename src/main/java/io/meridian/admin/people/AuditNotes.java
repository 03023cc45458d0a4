package io.meridian.admin.people;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.allowance.BudgetView;
import io.meridian.admin.audit.Deed;
import io.meridian.admin.office.Office;
import io.meridian.base.JsonText;
import io.meridian.base.Usd;
import io.meridian.directory.Budget;
import io.meridian.directory.Team;
import io.meridian.directory.TeamMember;
import io.meridian.directory.User;
import io.meridian.store.Transaction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down what becomes of users, teams and members. What is null was not there before, or is not any more. */
public record AuditNotes(Office office) {
    public void team(Transaction transaction, Acting by, @Nullable Team before, @Nullable Team after) {
        if (before != null
                && after != null
                && before.access().blocked() != after.access().blocked()) {
            ObjectNode was = view(before);
            ObjectNode is = view(after);
            note(
                    transaction,
                    by,
                    after.access().blocked()
                            ? Deed.blocked(Deed.Table.TEAM, after.id(), was, is)
                            : Deed.unblocked(Deed.Table.TEAM, after.id(), was, is));
            return;
        }
        String id = before == null ? (after == null ? "" : after.id()) : before.id();
        note(
                transaction,
                by,
                Deed.Table.TEAM,
                id,
                before == null ? null : view(before),
                after == null ? null : view(after));
    }

    public void user(Transaction transaction, Acting by, @Nullable User before, @Nullable User after) {
        String id = before == null ? (after == null ? "" : after.id()) : before.id();
        note(
                transaction,
                by,
                Deed.Table.USER,
                id,
                before == null ? null : view(before),
                after == null ? null : view(after));
    }

    /** A membership is called by the ids of its team and its user. */
    public void member(Transaction transaction, Acting by, @Nullable TeamMember before, @Nullable TeamMember after) {
        TeamMember either = before == null ? after : before;
        note(
                transaction,
                by,
                Deed.Table.TEAM_MEMBER,
                either == null ? "" : either.teamId() + ":" + either.userId(),
                before == null ? null : view(before),
                after == null ? null : view(after));
    }

    public void budget(Transaction transaction, Acting by, @Nullable Budget before, Budget after) {
        note(
                transaction,
                by,
                Deed.Table.BUDGET,
                after.id(),
                before == null ? null : BudgetView.of(before, office),
                BudgetView.of(after, office));
    }

    private void note(
            Transaction transaction,
            Acting by,
            Deed.Table table,
            String id,
            @Nullable ObjectNode before,
            @Nullable ObjectNode after) {
        if (before != null && after != null) {
            note(transaction, by, Deed.updated(table, id, before, after));
        } else if (after != null) {
            note(transaction, by, Deed.created(table, id, after));
        } else if (before != null) {
            note(transaction, by, Deed.deleted(table, id, before));
        }
    }

    private void note(Transaction transaction, Acting by, Deed deed) {
        office.audit().note(transaction, by.actor(), deed);
    }

    private ObjectNode view(Team team) {
        ObjectNode view = TeamView.of(team, List.of(), Usd.ZERO, office.period(team.budget(), team.stamps()));
        return view.without(List.of("members_with_roles", "spend", "admins", "members"));
    }

    private ObjectNode view(User user) {
        ObjectNode view = UserView.of(user, List.of(), Usd.ZERO, office.period(user.budget(), user.stamps()));
        return view.without(List.of("teams", "spend"));
    }

    private static ObjectNode view(TeamMember member) {
        return JsonText.object()
                .put("team_id", member.teamId())
                .put("user_id", member.userId())
                .put("role", member.roleName())
                .put("budget_id", member.budgetId());
    }
}
