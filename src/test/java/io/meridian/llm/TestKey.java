package io.meridian.llm;

import io.meridian.auth.Caller;
import io.meridian.auth.KeyHash;
import io.meridian.auth.KeyRules;
import io.meridian.auth.VirtualKey;
import io.meridian.directory.Belonging;
import io.meridian.directory.RateCaps;
import io.meridian.directory.Role;
import io.meridian.directory.SpendCap;
import io.meridian.directory.Stamps;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A caller with a key of which a test says what matters to it. Immutable. */
record TestKey(
        List<String> models,
        Map<String, String> aliases,
        RateCaps limits,
        @Nullable BigDecimal budget,
        @Nullable String team,
        @Nullable String alias) {
    static final KeyHash HASH = KeyHash.of("sk-of-a-test");
    static final Instant MADE = Instant.parse("2026-11-01T00:00:00Z");
    static final TestKey PLAIN = new TestKey(List.of(), Map.of(), RateCaps.NONE, null, null, null);

    TestKey models(String... names) {
        return new TestKey(List.of(names), aliases, limits, budget, team, alias);
    }

    TestKey aliases(Map<String, String> names) {
        return new TestKey(models, names, limits, budget, team, alias);
    }

    TestKey limits(@Nullable Long rpm, @Nullable Long tpm, @Nullable Integer parallel) {
        return new TestKey(models, aliases, new RateCaps(rpm, tpm, parallel), budget, team, alias);
    }

    TestKey budget(String dollars) {
        return new TestKey(models, aliases, limits, new BigDecimal(dollars), team, alias);
    }

    TestKey named(String keyAlias, @Nullable String teamId) {
        return new TestKey(models, aliases, limits, budget, teamId, keyAlias);
    }

    Caller caller() {
        VirtualKey key = new VirtualKey(
                HASH,
                HASH.hex(),
                new VirtualKey.Name("sk-...test", alias, "default"),
                new VirtualKey.Owner(null, team, null, null, null, null),
                new VirtualKey.Access(models, aliases, List.of(), false, null),
                limits,
                new SpendCap(budget, null, "30d", MADE),
                new VirtualKey.Rotation(false, null, 0, null, null),
                new VirtualKey.Details("{}", "{}", "{}", "{}", null, null, null, List.of(), List.of(), List.of()),
                KeyRules.NONE,
                new Stamps(MADE, null, MADE, null));
        return new Caller(Role.INTERNAL_USER, Optional.of(key), Belonging.NOBODY);
    }
}
