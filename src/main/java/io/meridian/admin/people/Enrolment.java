package io.meridian.admin.people;

import io.meridian.admin.allowance.Allowances;
import io.meridian.admin.allowance.BudgetFields;
import io.meridian.admin.form.Form;
import io.meridian.admin.office.Office;
import io.meridian.directory.Budget;
import io.meridian.directory.MemberStore;
import io.meridian.directory.Team;
import io.meridian.directory.TeamMember;
import io.meridian.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Makes users members of teams, with a budget of their own or the one the team gives. Thread-safe. */
public final class Enrolment {
    private final Office office;
    private final MemberStore members;
    private final Allowances allowances;
    private final AuditNotes notes;

    public Enrolment(Office office) {
        this.office = office;
        this.members = new MemberStore(office.database());
        this.allowances = new Allowances(office);
        this.notes = new AuditNotes(office);
    }

    /** Makes somebody a member who is none; {@code limits} are what it gets beyond what the team gives to all. */
    public TeamMember join(Transaction transaction, Team team, String userId, boolean admin, Form limits, Acting by) {
        Instant now = office.now();
        TeamMember member =
                new TeamMember(team.id(), userId, admin, team.forMembers().budgetId(), now, now);
        members.put(transaction, member);
        TeamMember joined = limited(transaction, member, limits, by);
        notes.member(transaction, by, null, joined);
        return joined;
    }

    /** Gives a member the limits that are sent; what others share stays theirs, and the member gets its own. */
    public TeamMember limit(Transaction transaction, TeamMember member, Form limits, Acting by) {
        TeamMember limited = limited(transaction, member, limits, by);
        if (!limited.equals(member)) {
            notes.member(transaction, by, member, limited);
        }
        return limited;
    }

    private TeamMember limited(Transaction transaction, TeamMember member, Form limits, Acting by) {
        if (!new BudgetFields(limits, office.now()).areSent()) {
            return member;
        }
        Optional<Budget> budget = allowances.changed(transaction, member.budgetId(), limits, by.actor());
        String id = budget.map(Budget::id).orElse(null);
        if (Objects.equals(id, member.budgetId())) {
            return member;
        }
        TeamMember limited =
                new TeamMember(member.teamId(), member.userId(), member.admin(), id, member.createdAt(), office.now());
        members.put(transaction, limited);
        return limited;
    }

    /** Makes a member anything else than it was: administrator, or no longer. */
    public TeamMember rank(Transaction transaction, TeamMember member, boolean admin, Acting by) {
        if (member.admin() == admin) {
            return member;
        }
        TeamMember ranked = new TeamMember(
                member.teamId(), member.userId(), admin, member.budgetId(), member.createdAt(), office.now());
        members.put(transaction, ranked);
        notes.member(transaction, by, member, ranked);
        return ranked;
    }

    public boolean leave(Transaction transaction, TeamMember member, Acting by) {
        boolean left = members.remove(transaction, member.teamId(), member.userId());
        notes.member(transaction, by, member, null);
        dropBudgets(transaction, List.of(member), by);
        return left;
    }

    /** Deletes the budgets that were made for these members, who are gone. */
    public void dropBudgets(Transaction transaction, List<TeamMember> gone, Acting by) {
        allowances.drop(
                transaction,
                gone.stream()
                        .map(TeamMember::budgetId)
                        .filter(Objects::nonNull)
                        .distinct()
                        .toList(),
                by.actor());
    }
}
