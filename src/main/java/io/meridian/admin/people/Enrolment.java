package io.meridian.admin.people;

import io.meridian.admin.office.Office;
import io.meridian.directory.Budget;
import io.meridian.directory.BudgetStore;
import io.meridian.directory.MemberStore;
import io.meridian.directory.RateCaps;
import io.meridian.directory.SpendCap;
import io.meridian.directory.Stamps;
import io.meridian.directory.Team;
import io.meridian.directory.TeamMember;
import io.meridian.store.Transaction;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes users members of teams, each with a budget of its own or the one the team gives. Thread-safe. */
public final class Enrolment {
    /** By which a budget tells that it is one member's and goes when the member goes. */
    private static final String OWN = "team-member-";

    private final Office office;
    private final MemberStore members;
    private final BudgetStore budgets;

    public Enrolment(Office office) {
        this.office = office;
        this.members = new MemberStore(office.database());
        this.budgets = new BudgetStore(office.database());
    }

    /** What a member gets for itself; nothing means what the team gives to all. */
    public record Allowance(
            RateCaps rates,
            @Nullable BigDecimal max,
            @Nullable String duration,
            List<String> models) {
        public static final Allowance NOTHING = new Allowance(RateCaps.NONE, null, null, List.of());

        public Allowance {
            models = List.copyOf(models);
        }

        boolean isNothing() {
            return equals(NOTHING);
        }
    }

    /** Makes the user a member; whoever is one already keeps its budget and gets the role. */
    public TeamMember join(
            Transaction transaction,
            Team team,
            String userId,
            boolean admin,
            Allowance allowance,
            @Nullable String by) {
        Instant now = office.now();
        @Nullable
        String budget = allowance.isNothing()
                ? team.forMembers().budgetId()
                : ownBudget(transaction, allowance, Stamps.made(now, by));
        TeamMember member = new TeamMember(team.id(), userId, admin, budget, now, now);
        members.put(transaction, member);
        return member;
    }

    private String ownBudget(Transaction transaction, Allowance allowance, Stamps stamps) {
        String id = OWN + UUID.randomUUID();
        budgets.create(
                transaction,
                new Budget(
                        id,
                        allowance.rates(),
                        new SpendCap(
                                allowance.max(),
                                null,
                                allowance.duration(),
                                allowance.duration() == null ? null : stamps.createdAt()),
                        "{}",
                        allowance.models(),
                        stamps));
        return id;
    }
}
