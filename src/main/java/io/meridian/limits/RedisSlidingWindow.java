package io.meridian.limits;

import io.meridian.store.RedisCommand;
import io.meridian.store.RedisPipe;
import io.meridian.store.RedisUnavailable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Limits that all instances share, checked and charged by one script; see the Lua files beside this class. */
final class RedisSlidingWindow implements RateLimiter {
    private static final int RENEWED_AT_ONCE = 1000;
    private static final long[] NO_SEEDS = {};

    private final RedisPipe pipe;
    private final RedisLimitCommands commands;
    private final BudgetSeeds seeds;
    private final RedisSlices slices;
    private final HoldNotes notes;
    private final HoldIds ids = new HoldIds();
    private final Set<Hold> leased = ConcurrentHashMap.newKeySet();

    RedisSlidingWindow(
            RedisPipe pipe, RedisLimitCommands commands, BudgetSeeds seeds, RedisSlices slices, HoldNotes notes) {
        this.pipe = pipe;
        this.commands = commands;
        this.seeds = seeds;
        this.slices = slices;
        this.notes = notes;
        commands.prepare(pipe);
    }

    @Override
    public LimitDecision acquire(String tenant, List<Limit> limits, Cost estimate) {
        if (limits.isEmpty()) {
            return new LimitDecision.Granted(Hold.NONE, List.of());
        }
        Counters counters = Counters.of(tenant, limits);
        if (!pipe.isUp()) {
            return slices.acquire(counters, estimate);
        }
        String id = ids.next();
        String reservation = isLasting(limits, estimate) ? new Reserved(id, counters).text() : "";
        Runnable erase = reservation.isEmpty() ? HoldNotes.NOTHING : notes.write(reservation);
        try {
            LimitDecision decision = ask(counters, id, estimate);
            if (decision instanceof LimitDecision.Granted granted
                    && !granted.hold().isLocal()) {
                granted.hold().noted(reservation, notes, erase);
            } else {
                erase.run();
            }
            return decision;
        } catch (RedisUnavailable away) {
            if (away.inDoubt()) {
                pipe.send(commands.undo(counters, id), erase);
            } else {
                erase.run();
            }
            return slices.acquire(counters, estimate);
        } catch (BudgetSeeds.Unknown unknown) {
            erase.run();
            return unknown.budget().failMode() == FailMode.OPEN
                    ? acquire(tenant, without(limits, unknown.budget()), estimate)
                    : new LimitDecision.Unverifiable(unknown.budget());
        }
    }

    /** Whether a reservation would outlive this process for longer than a minute: only money does. */
    private static boolean isLasting(List<Limit> limits, Cost estimate) {
        if (estimate.money().nanos() != 0) {
            for (int i = 0; i < limits.size(); i++) {
                if (limits.get(i) instanceof Limit.Budget) {
                    return true;
                }
            }
        }
        return false;
    }

    private static List<Limit> without(List<Limit> limits, Limit unknown) {
        return limits.stream().filter(limit -> !limit.equals(unknown)).toList();
    }

    private LimitDecision ask(Counters counters, String id, Cost estimate) throws BudgetSeeds.Unknown {
        RedisReply reply = RedisReply.of(pipe.call(commands.acquire(counters, id, estimate, NO_SEEDS)));
        if (reply.isSeedMissing()) {
            long[] known = new long[counters.limits().size()];
            Arrays.fill(known, -1);
            for (int i = 1; i < reply.size(); i++) {
                int missing = (int) reply.at(i);
                Limit.Budget budget = (Limit.Budget) counters.limits().get(missing);
                known[missing] = seeds.of(budget, counters.keys().get(missing));
            }
            reply = RedisReply.of(pipe.call(commands.acquire(counters, id, estimate, known)));
        }
        if (reply.isGranted()) {
            LimitDecision.Granted granted = reply.granted(counters, id);
            if (counters.hasParallel()) {
                leased.add(granted.hold());
            }
            return granted;
        }
        // neither taken back nor still without a seed can happen here; if it does, it is Redis that is not itself
        return reply.isRefused() ? reply.refused(counters) : slices.acquire(counters, estimate);
    }

    @Override
    public void settle(Hold hold, Cost actual) {
        if (hold.isLocal()) {
            boolean spent = hold.counters().limits().stream().anyMatch(Limit.Budget.class::isInstance);
            if (slices.settle(hold, actual) && spent) {
                pipe.send(commands.catchUp(hold, actual));
            }
        } else if (hold.end()) {
            leased.remove(hold);
            if (hold.counters().isSettled()) {
                pipe.send(commands.settle(hold, actual), hold.note());
            }
        }
    }

    @Override
    public void settle(String reservation, Cost actual) {
        Cost owed = Reserved.endOf(reservation).orElse(actual);
        Reserved.of(reservation).ifPresent(left -> pipe.send(commands.settle(left, owed)));
    }

    @Override
    public void forget(String tenant, List<Limit> budgets) {
        slices.forget(tenant, budgets);
        RedisCommand forget = commands.forget(Counters.of(tenant, budgets));
        try {
            var _ = pipe.call(forget);
        } catch (RedisUnavailable away) {
            // as soon as it is back: until then nobody reads what it knows
            pipe.send(forget);
        }
    }

    /** One batch for all calls that run here. */
    void renew() {
        slices.renew();
        List<String> keys = new ArrayList<>();
        List<String> holds = new ArrayList<>();
        for (Hold hold : leased) {
            Counters counters = hold.counters();
            for (int i = 0; i < counters.limits().size(); i++) {
                if (counters.limits().get(i) instanceof Limit.Parallel) {
                    keys.add(counters.keys().get(i));
                    holds.add(hold.id());
                }
            }
        }
        for (int from = 0; from < keys.size(); from += RENEWED_AT_ONCE) {
            int to = Math.min(keys.size(), from + RENEWED_AT_ONCE);
            pipe.send(commands.renew(keys.subList(from, to), holds.subList(from, to)));
        }
    }
}
