package io.meridian.llm;

import io.meridian.auth.Caller;
import io.meridian.auth.KeyRules;
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
import java.util.Set;

/**
 * One who answers for a call: the key, its user, team, member or organization. Its limits are asked before the call,
 * and the call is booked on its total whether or not there is a limit. Immutable.
 */
record Account(Scope scope, String subject, RateCaps rates, Optional<Usd> budget, BudgetPeriod period) {
    /** All who answer for a call of this caller, the key first; {@code models} are the names the model goes by. */
    static List<Account> of(Caller caller, Set<String> models, Instant now, ZoneId zone) {
        if (caller.key().isEmpty()) {
            return List.of(new Account(
                    Scope.API_KEY, caller.account(), RateCaps.NONE, Optional.empty(), BudgetPeriod.ENDLESS));
        }
        return new Reckoning(now, zone).of(caller.key().get(), caller.belonging(), models);
    }

    Charge charge() {
        return new Charge(scope.wireName(), subject, period.start());
    }

    /** Whether there is a total: a further rule of a key has one only for its budget. */
    boolean isBooked() {
        return budget.isPresent() || (scope != Scope.MODEL_PER_KEY && scope != Scope.KEY_WINDOW);
    }

    /** At what time, and where days begin. */
    private record Reckoning(Instant now, ZoneId zone) {
        List<Account> of(VirtualKey key, Belonging belonging, Set<String> models) {
            List<Account> accounts = new ArrayList<>(5);
            addKey(key, belonging.budgets().key(), models, accounts);
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

        private void addKey(VirtualKey key, Optional<Budget> tier, Set<String> models, List<Account> accounts) {
            SpendCap cap = key.budget(tier);
            accounts.add(new Account(
                    Scope.API_KEY,
                    key.account(),
                    key.rates(tier),
                    key.maximum(tier, now).map(Usd::of),
                    cap.period(key.stamps().createdAt(), now, zone)));
            for (KeyRules.Window window : key.rules().windows()) {
                accounts.add(new Account(
                        Scope.KEY_WINDOW,
                        key.account(window.name()),
                        RateCaps.NONE,
                        Optional.of(window.max()),
                        period(window, key)));
            }
            key.rules().models().forEach((name, rule) -> {
                if (models.stream().anyMatch(model -> ModelAccess.permits(name, model))) {
                    accounts.add(new Account(
                            Scope.MODEL_PER_KEY,
                            key.account(name),
                            new RateCaps(rule.rpm(), rule.tpm(), null),
                            rule.budget().map(KeyRules.Window::max),
                            rule.budget().map(window -> period(window, key)).orElse(BudgetPeriod.ENDLESS)));
                }
            });
        }

        private BudgetPeriod period(KeyRules.Window window, VirtualKey key) {
            return window.length()
                    .map(length -> BudgetPeriod.at(length, key.stamps().createdAt(), now, zone))
                    .orElse(BudgetPeriod.ENDLESS);
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
