package io.meridian.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.base.Usd;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReservedTest {
    private static final Instant MARCH = Instant.parse("2026-03-01T00:00:00Z");

    @Test
    void namesTheSameCountersInTheSameOrder() {
        Counters counters = Counters.of(
                "a team: 50 % {new}",
                List.of(
                        new Limit.Rate(Scope.API_KEY, "key", Limit.Unit.REQUESTS, 5, FailMode.SLICE),
                        new Limit.Rate(Scope.END_USER, "x".repeat(200), Limit.Unit.TOKENS, 50, FailMode.SLICE),
                        new Limit.Parallel(Scope.TEAM, "a team: 50 % {new}", 5, FailMode.CLOSED),
                        new Limit.Budget(Scope.USER, "somebody@example.com", new Usd(1), MARCH, FailMode.SLICE)));
        Reserved reserved = new Reserved("id-1", counters);
        assertThat(Reserved.of(reserved.text())).hasValueSatisfying(read -> {
            assertThat(read.id()).isEqualTo("id-1");
            assertThat(read.counters().tenant()).isEqualTo(counters.tenant());
            assertThat(read.counters().keys()).isEqualTo(counters.keys());
        });
    }

    @Test
    void tellsWhatAnEndedCallUsed() {
        Counters counters = Counters.of(
                "a:team", List.of(new Limit.Budget(Scope.USER, "a:user", new Usd(1), MARCH, FailMode.SLICE)));
        String text = new Reserved("id-1", counters).text();
        Cost used = new Cost(20, new Usd(300));
        assertThat(Reserved.endOf(text)).isEmpty();
        assertThat(Reserved.endOf(Reserved.ended(text, used))).contains(used);
        assertThat(Reserved.of(Reserved.ended(text, used)))
                .hasValueSatisfying(read -> assertThat(read.counters().keys()).isEqualTo(counters.keys()));
    }

    @Test
    void isShortForAKeyOfItsOwn() {
        String key = "0123456789abcdef".repeat(4);
        Counters counters = Counters.of(
                key,
                List.of(
                        new Limit.Rate(Scope.API_KEY, key, Limit.Unit.REQUESTS, 5, FailMode.SLICE),
                        new Limit.Budget(Scope.API_KEY, key, new Usd(1), MARCH, FailMode.SLICE)));
        assertThat(new Reserved("id-1", counters).text()).hasSizeLessThan(110);
    }

    @Test
    void saysNothingRatherThanSomethingUnclear() {
        Limit unclear = new Limit.Parallel(Scope.END_USER, "a\u001fb", 5, FailMode.SLICE);
        Limit endless = new Limit.Parallel(Scope.END_USER, "x".repeat(2000), 5, FailMode.SLICE);
        assertThat(new Reserved("id", Counters.of("tenant", List.of(unclear))).text())
                .isEmpty();
        assertThat(new Reserved("id", Counters.of("tenant", List.of(endless))).text())
                .isEmpty();
        assertThat(Reserved.of("")).isEmpty();
        assertThat(Reserved.of("id\u001ftenant\u001fqnew_scope\u001fx\u001f")).isEmpty();
    }
}
