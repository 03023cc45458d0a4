package io.meridian.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CountersTest {
    private static String key(String tenant, Scope scope, String subject) {
        Limit limit = new Limit.Rate(scope, subject, Limit.Unit.TOKENS, 1, FailMode.SLICE);
        return Counters.of(tenant, List.of(limit)).keys().getFirst();
    }

    @Test
    void keysOfATenantShareItsTag() {
        assertThat(key("t", Scope.TEAM_MEMBER, "t:u")).isEqualTo("limit:{t}:tokens:team_member:t:u");
    }

    @Test
    void countersSharedByTenantsHaveATagOfTheirOwn() {
        assertThat(key("t", Scope.ORGANIZATION, "o")).isEqualTo("limit:{organization:o}:tokens");
        assertThat(key("t", Scope.END_USER, "o")).isEqualTo(key("other", Scope.END_USER, "o"));
    }

    @Test
    void namesCannotEndTheTagOrGrowWithoutBound() {
        assertThat(key("a}b", Scope.TEAM, "x")).isEqualTo("limit:{a%7Db}:tokens:team:x");
        assertThat(key("t", Scope.END_USER, "x".repeat(1_000_000))).hasSizeLessThan(120);
    }
}
