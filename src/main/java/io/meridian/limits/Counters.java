package io.meridian.limits;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;

/** The limits of a request and the key of the counter each is checked against; no key occurs twice. Immutable. */
record Counters(String tenant, List<Limit> limits, List<String> keys) {
    private static final int LONGEST_NAME = 128;

    /** Of two limits on one counter (a daily and a monthly budget on the first of a month) the tighter decides. */
    static Counters of(String tenant, List<Limit> limits) {
        String tag = name(tenant);
        List<Limit> kept = new ArrayList<>(limits.size());
        List<String> keys = new ArrayList<>(limits.size());
        for (Limit limit : limits) {
            String key = key(tag, limit);
            int twin = keys.indexOf(key);
            if (twin < 0) {
                kept.add(limit);
                keys.add(key);
            } else if (limit.ceiling() < kept.get(twin).ceiling()) {
                kept.set(twin, limit);
            }
        }
        return new Counters(tag, kept, keys);
    }

    Counters only(Predicate<Limit> wanted) {
        List<Limit> kept = new ArrayList<>(limits.size());
        List<String> itsKeys = new ArrayList<>(limits.size());
        for (int i = 0; i < limits.size(); i++) {
            if (wanted.test(limits.get(i))) {
                kept.add(limits.get(i));
                itsKeys.add(keys.get(i));
            }
        }
        return new Counters(tenant, kept, itsKeys);
    }

    /** Whether a settlement would change any of them. */
    boolean isSettled() {
        for (Limit limit : limits) {
            if (limit.isSettled()) {
                return true;
            }
        }
        return false;
    }

    boolean hasParallel() {
        for (Limit limit : limits) {
            if (limit instanceof Limit.Parallel) {
                return true;
            }
        }
        return false;
    }

    /** The key of something that belongs to the tenant and is no counter. */
    String sibling(String kind, String id) {
        return "limit:{" + tenant + "}:" + kind + ":" + id;
    }

    private static String key(String tenant, Limit limit) {
        String kind = switch (limit) {
            case Limit.Rate rate -> rate.unit() == Limit.Unit.REQUESTS ? "requests" : "tokens";
            case Limit.Parallel parallel -> "parallel";
            case Limit.Budget budget -> "spent:" + budget.periodStart().getEpochSecond();
        };
        String subject = limit.scope().wireName() + ":" + name(limit.subject());
        return limit.scope().acrossTenants()
                ? "limit:{" + subject + "}:" + kind
                : "limit:{" + tenant + "}:" + kind + ":" + subject;
    }

    /** Clients choose some of these names: a long one is replaced, and none can end the tag before its time. */
    private static String name(String given) {
        if (given.length() > LONGEST_NAME) {
            return sha256(given);
        }
        return given.indexOf('}') < 0 ? given : given.replace("%", "%25").replace("}", "%7D");
    }

    private static String sha256(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
