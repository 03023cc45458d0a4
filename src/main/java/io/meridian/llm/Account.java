package io.meridian.llm;

import io.meridian.auth.Caller;
import io.meridian.auth.VirtualKey;
import io.meridian.base.BudgetPeriod;
import io.meridian.base.Usd;
import io.meridian.directory.Belonging;
import io.meridian.directory.Budget;
import io.meridian.directory.RateCaps;
import io.meridian.directory.SpendCap;
import io.meridian.directory.Stamps;
import io.meridian.limits.Scope;
import io.meridian.spend.Charge;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One who answers for a call: the key, its user, team, member or organization. Its limits are asked before the call,
 * and the call is booked on its total whether or not there is a limit. Immutable.
 */
record Account(Scope scope, String subject, RateCaps rates, Optional<Usd> budget, BudgetPeriod period) {
    /** All who answer for a call of this caller, the key first. */
    static List<Account> of(Caller caller, Instant now, ZoneId zone) {
        if (caller.key().isEmpty()) {
            return List.of(new Account(
                    Scope.API_KEY, caller.account(), RateCaps.NONE, Optional.empty(), BudgetPeriod.ENDLESS));
        }
        return new Reckoning(now, zone).of(caller.key().get(), caller.belonging());
    }

    Charge charge() {
        return new Charge(scope.wireName(), subject, period.start());
    }

    /** At what time, and where days begin. */
    private record Reckoning(Instant now, ZoneId zone) {
        List<Account> of(VirtualKey key, Belonging belonging) {
            List<Account> accounts = new ArrayList<>(5);
            Optional<Budget> tier = belonging.budgets().key();
            accounts.add(account(
                    Scope.API_KEY,
                    key.hash().hex(),
                    tier.map(found -> key.rates().or(found.rates())).orElse(key.rates()),
                    tier.map(found -> key.budget().or(found.spend())).orElse(key.budget()),
                    key.stamps()));
            belonging
                    .user()
                    .ifPresent(user -> accounts.add(account(
                            Scope.USER,
                            user.id(),
                            user.rates(),
                            // what is spent for a team is the team's affair
                            belonging.team().isPresent() ? withoutMaximum(user.budget()) : user.budget(),
                            user.stamps())));
            belonging
                    .team()
                    .ifPresent(team ->
                            accounts.add(account(Scope.TEAM, team.id(), team.rates(), team.budget(), team.stamps())));
            belonging
                    .member()
                    .ifPresent(member -> accounts.add(ofBudget(
                            Scope.TEAM_MEMBER,
                            member.account(),
                            belonging.budgets().member())));
            belonging
                    .organization()
                    .ifPresent(organization -> accounts.add(ofBudget(
                            Scope.ORGANIZATION,
                            organization.id(),
                            belonging.budgets().organization())));
            return accounts;
        }

        private Account ofBudget(Scope scope, String subject, Optional<Budget> budget) {
            return budget.map(found -> account(scope, subject, found.rates(), found.spend(), found.stamps()))
                    .orElseGet(
                            () -> new Account(scope, subject, RateCaps.NONE, Optional.empty(), BudgetPeriod.ENDLESS));
        }

        private Account account(Scope scope, String subject, RateCaps rates, SpendCap cap, Stamps stamps) {
            return new Account(
                    scope,
                    subject,
                    rates,
                    Optional.ofNullable(cap.max()).map(Usd::of),
                    cap.period(stamps.createdAt(), now, zone));
        }

        private static SpendCap withoutMaximum(SpendCap cap) {
            return new SpendCap(null, null, cap.duration(), cap.startedAt(), cap.resetAt());
        }
    }
}
