package io.meridian.limits;

import io.meridian.store.RedisCommand;
import io.meridian.store.RedisPipe;
import io.meridian.store.RedisScript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The scripts' calling conventions: keys and arguments in the order the Lua files describe. Immutable. */
final class RedisLimitCommands {
    static final String AS_RECORDED = "";

    private static final RedisScript ACQUIRE = script("acquire.lua");
    private static final RedisScript SETTLE = script("settle.lua");
    private static final RedisScript RENEW = script("renew.lua");
    private static final RedisScript FORGET = script("forget.lua");
    private static final String LEASE = Long.toString(LeaseRenewal.LEASE.toMillis());
    // longer than any call, so that a missing record means that Redis lost it
    private static final String RECORD = millis(Duration.ofHours(2));
    private static final String UNSETTLED_RECORD = millis(Duration.ofMinutes(1));
    private static final String ENDED_RECORD = millis(Duration.ofSeconds(15));
    private static final String BUDGET = millis(Duration.ofDays(7));

    private final String width;
    private final Supplier<String> now;

    /**
     * Commands for windows of this length.
     *
     * @param now empty for Redis time, which is what everybody but a test wants
     */
    RedisLimitCommands(Duration window, Supplier<String> now) {
        this.width = Long.toString(window.toMillis() / LocalWindow.SPAN);
        this.now = now;
    }

    void prepare(RedisPipe pipe) {
        pipe.prepare(ACQUIRE, SETTLE, RENEW, FORGET);
    }

    private static RedisScript script(String name) {
        return RedisScript.of(RedisLimitCommands.class, "window.lua", name);
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }

    /** @param seeds nano-dollars by index, where the script said that a budget has no counter; negative elsewhere */
    RedisCommand acquire(Counters counters, String id, Cost estimate, long[] seeds) {
        List<Limit> limits = counters.limits();
        List<String> arguments = new ArrayList<>(6 + 3 * limits.size());
        arguments.add(now.get());
        arguments.add(width);
        arguments.add(LEASE);
        arguments.add(id);
        arguments.add(counters.isSettled() ? RECORD : UNSETTLED_RECORD);
        arguments.add(BUDGET);
        for (int i = 0; i < limits.size(); i++) {
            Limit limit = limits.get(i);
            boolean seeded = seeds.length > 0 && seeds[i] >= 0;
            arguments.add(seeded ? kind(limit) + seeds[i] : kind(limit));
            arguments.add(Long.toString(limit.ceiling()));
            arguments.add(Long.toString(limit.asked(estimate)));
        }
        return RedisCommand.eval(ACQUIRE, keys(counters, id), arguments);
    }

    RedisCommand settle(Hold hold, Cost actual) {
        Counters all = hold.counters();
        List<String> arguments =
                new ArrayList<>(List.of(now.get(), width, hold.id(), ENDED_RECORD, Long.toString(hold.bucket())));
        List<String> keys = new ArrayList<>(all.keys().size() + 1);
        keys.add(record(all, hold.id()));
        for (int i = 0; i < all.limits().size(); i++) {
            Limit limit = all.limits().get(i);
            if (limit.isSettled()) {
                keys.add(all.keys().get(i));
                add(arguments, limit, hold.charged(i), limit.used(actual));
            }
        }
        return RedisCommand.eval(SETTLE, keys, arguments).tellingRepetition();
    }

    /** Charges budgets with what was granted and spent while Redis was away. */
    RedisCommand catchUp(Hold hold, Cost actual) {
        Counters budgets = hold.counters().only(Limit.Budget.class::isInstance);
        // nothing but this record tells a repetition that it is one, however long Redis was away
        List<String> arguments = new ArrayList<>(List.of(now.get(), width, hold.id(), RECORD, "0"));
        budgets.limits().forEach(budget -> add(arguments, budget, 0, budget.used(actual)));
        return RedisCommand.eval(SETTLE, keys(budgets, hold.id()), arguments);
    }

    /** Takes a hold back whose acquire may have been executed, or may yet be. */
    RedisCommand undo(Counters counters, String id) {
        List<String> arguments = new ArrayList<>(List.of(now.get(), width, id, UNSETTLED_RECORD, AS_RECORDED));
        counters.limits().forEach(limit -> add(arguments, limit, 0, 0));
        return RedisCommand.eval(SETTLE, keys(counters, id), arguments);
    }

    /** What was charged is known to Redis alone. */
    RedisCommand settle(Reserved left, Cost actual) {
        Counters counters = left.counters();
        List<String> arguments = new ArrayList<>(List.of(now.get(), width, left.id(), ENDED_RECORD, AS_RECORDED));
        counters.limits().forEach(limit -> add(arguments, limit, 0, limit.used(actual)));
        return RedisCommand.eval(SETTLE, keys(counters, left.id()), arguments);
    }

    /** @param ids the hold of every key */
    RedisCommand renew(List<String> keys, List<String> ids) {
        List<String> arguments = new ArrayList<>(ids.size() + 2);
        arguments.add(now.get());
        arguments.add(LEASE);
        arguments.addAll(ids);
        return RedisCommand.eval(RENEW, keys, arguments);
    }

    RedisCommand forget(Counters counters) {
        return RedisCommand.eval(FORGET, counters.keys(), List.of());
    }

    private static void add(List<String> arguments, Limit limit, long charged, long actual) {
        arguments.add(kind(limit));
        arguments.add(Long.toString(charged));
        arguments.add(Long.toString(actual));
    }

    private static List<String> keys(Counters counters, String id) {
        List<String> keys = new ArrayList<>(counters.keys().size() + 1);
        keys.add(record(counters, id));
        keys.addAll(counters.keys());
        return keys;
    }

    private static String record(Counters counters, String id) {
        return counters.sibling("hold", id);
    }

    private static String kind(Limit limit) {
        return switch (limit) {
            case Limit.Rate rate -> "r";
            case Limit.Parallel parallel -> "p";
            case Limit.Budget budget -> "b";
        };
    }
}
