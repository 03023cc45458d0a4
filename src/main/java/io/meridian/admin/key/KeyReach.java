package io.meridian.admin.key;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.admin.key.KeyBounds.Opening;
import io.meridian.auth.KeyRules;
import io.meridian.auth.VirtualKey;
import io.meridian.base.WireDuration;
import io.meridian.directory.SpendCap;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Whether one key reaches no further than another, respect by respect. What the other leaves open is open. */
final class KeyReach {
    private static final Set<String> EVERY_MODEL = Set.of("*", "all-proxy-models");

    private KeyReach() {}

    static boolean models(Opening own, Opening made, Instant now) {
        return covers(own.key().access().models(), made.key().access().models());
    }

    /** An alias counts as allowed by itself, so what it leads to has to be allowed by a list of models. */
    static boolean aliases(Opening own, Opening made, Instant now) {
        List<String> models = own.key().access().models();
        return made.key().access().aliases().entrySet().stream()
                .allMatch(alias -> covers(models, List.of(alias.getValue()))
                        || alias.getValue().equals(own.key().access().aliases().get(alias.getKey())));
    }

    static boolean routes(Opening own, Opening made, Instant now) {
        List<String> allowed = own.key().access().allowedRoutes();
        List<String> asked = made.key().access().allowedRoutes();
        return allowed.isEmpty()
                || (!asked.isEmpty()
                        && asked.stream().allMatch(route -> allowed.stream().anyMatch(entry -> opens(entry, route))));
    }

    static boolean expiry(Opening own, Opening made, Instant now) {
        Instant end = own.key().access().expires();
        Instant asked = made.key().access().expires();
        return end == null || (asked != null && !asked.isAfter(end));
    }

    /** No more, and in no shorter a period. */
    static boolean budget(Opening own, Opening made, Instant now) {
        SpendCap cap = own.key().budget(own.tier());
        Optional<BigDecimal> most = own.key().maximum(own.tier(), now);
        Optional<BigDecimal> asked = made.key().maximum(made.tier(), now);
        return most.isEmpty()
                || (asked.isPresent()
                        && asked.get().compareTo(most.get()) <= 0
                        && raise(made).compareTo(raise(own)) <= 0
                        && isNoShorter(
                                length(cap.duration()),
                                length(made.key().budget(made.tier()).duration())));
    }

    static <T extends Number> boolean least(@Nullable T own, @Nullable T made) {
        return own == null || (made != null && made.longValue() <= own.longValue());
    }

    /** Each rule about a model is there too, and no looser. */
    static boolean modelRules(VirtualKey own, VirtualKey made) {
        return own.rules().models().entrySet().stream().allMatch(entry -> {
            KeyRules.ModelRule rule = entry.getValue();
            KeyRules.ModelRule asked = made.rules().models().get(entry.getKey());
            return asked != null
                    && least(rule.rpm(), asked.rpm())
                    && least(rule.tpm(), asked.tpm())
                    && (rule.budget().isEmpty()
                            || (asked.budget().isPresent()
                                    && isTighter(
                                            rule.budget().get(), asked.budget().get())));
        });
    }

    static boolean windows(VirtualKey own, VirtualKey made) {
        return own.rules().windows().stream()
                .allMatch(window -> made.rules().windows().stream().anyMatch(asked -> isTighter(window, asked)));
    }

    static boolean demands(Opening own, Opening made, Instant now) {
        return new HashSet<>(made.key().rules().enforcedParams())
                .containsAll(own.key().rules().enforcedParams());
    }

    static boolean cacheControls(Opening own, Opening made, Instant now) {
        List<String> allowed = own.key().details().allowedCacheControls();
        List<String> asked = made.key().details().allowedCacheControls();
        return allowed.isEmpty() || (!asked.isEmpty() && new HashSet<>(allowed).containsAll(asked));
    }

    /** Rights to objects are not compared one by one: they are the same, or there was no bound. */
    static boolean objects(Opening own, Opening made, Instant now) {
        @Nullable String rights = own.key().details().objectPermission();
        return rights == null || rights.equals(made.key().details().objectPermission());
    }

    /** Groups add models: only whoever is bound to none has no use for one. */
    static boolean accessGroups(Opening own, Opening made, Instant now) {
        return own.key().access().models().isEmpty()
                || new HashSet<>(own.key().details().accessGroupIds())
                        .containsAll(made.key().details().accessGroupIds());
    }

    static boolean project(Opening own, Opening made, Instant now) {
        @Nullable String project = own.key().owner().projectId();
        return project == null || project.equals(made.key().owner().projectId());
    }

    /** Everything in the one list is in the other. */
    static boolean keeps(JsonNode own, JsonNode made) {
        Set<JsonNode> kept = new HashSet<>();
        made.forEach(kept::add);
        Set<JsonNode> needed = new HashSet<>();
        own.forEach(needed::add);
        return kept.containsAll(needed);
    }

    static boolean covers(List<String> own, List<String> made) {
        if (own.isEmpty() || own.stream().anyMatch(EVERY_MODEL::contains)) {
            return true;
        }
        Predicate<String> covered = asked -> own.stream().anyMatch(entry -> covers(entry, asked));
        return !made.isEmpty() && made.stream().allMatch(covered);
    }

    /** A pattern covers another if it matches its very text: whatever that one's stars stand for lies between. */
    private static boolean covers(String pattern, String asked) {
        String[] parts = pattern.split("\\*", -1);
        if (parts.length == 1) {
            return pattern.equals(asked);
        }
        String last = parts[parts.length - 1];
        if (!asked.startsWith(parts[0])) {
            return false;
        }
        int at = parts[0].length();
        for (int i = 1; i < parts.length - 1; i++) {
            int found = asked.indexOf(parts[i], at);
            if (found < 0) {
                return false;
            }
            at = found + parts[i].length();
        }
        return asked.length() - last.length() >= at && asked.endsWith(last);
    }

    /** Whether an entry of a list of routes opens all that another opens. */
    private static boolean opens(String entry, String route) {
        if (entry.equals(route)) {
            return true;
        }
        String below = entry.endsWith("/*") ? entry.substring(0, entry.length() - 1) : entry;
        return below.endsWith("/") && route.startsWith(below);
    }

    private static boolean isTighter(KeyRules.Window window, KeyRules.Window asked) {
        return asked.max().compareTo(window.max()) <= 0 && isNoShorter(window.length(), asked.length());
    }

    /** No length is for ever. */
    private static boolean isNoShorter(Optional<WireDuration> own, Optional<WireDuration> made) {
        return made.isEmpty() || (own.isPresent() && !end(made.get()).isBefore(end(own.get())));
    }

    private static Instant end(WireDuration length) {
        return length.after(Instant.EPOCH, ZoneOffset.UTC);
    }

    private static Optional<WireDuration> length(@Nullable String text) {
        return Optional.ofNullable(text).flatMap(WireDuration::parse);
    }

    /** What may be spent more for a while, though that while may not have begun or be over. */
    private static BigDecimal raise(Opening opening) {
        return opening.key().rules().raise().map(KeyRules.Raise::amount).orElse(BigDecimal.ZERO);
    }
}
