package io.meridian.routing;

import static io.meridian.routing.Places.place;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutingTableTest {
    private final RoutingTable table = new RoutingTable(part(
            Map.of(
                    "nick",
                    new Alias("fast", false),
                    "shy",
                    new Alias("fast", true),
                    "fast",
                    new Alias("openai/gpt", false)),
            place("id-1", "fast", "inner-fast"),
            place("id-2", "fast", "inner-fast-2"),
            place("id-3", "openai/gpt", "exact"),
            place("id-4", "openai/*", "*"),
            place("id-5", "openai/gpt-*", "g-*"),
            place("id-6", "id-1", "shadow")));

    @ParameterizedTest
    @CsvSource({
        "nick, nick, inner-fast",
        "shy, shy, inner-fast",
        "fast, fast, exact",
        "openai/gpt, openai/gpt, exact",
        "openai/other, openai/other, other",
        "openai/gpt-5, openai/gpt-5, g-5",
        "id-2, fast, inner-fast",
        "id-1, id-1, shadow",
        "openai/inner-fast-2, openai/inner-fast-2, inner-fast-2"
    })
    void resolvesInOrder(String name, String publicName, String model) {
        Route route = table.resolve(name).orElseThrow();
        assertThat(route.publicName()).isEqualTo(publicName);
        assertThat(route.deployments().getFirst().model()).startsWith(model);
    }

    @Test
    void knowsNoOtherNames() {
        assertThat(table.resolve("slow")).isEmpty();
        assertThat(table.resolve("")).isEmpty();
        assertThat(new RoutingTable(part(Map.of(), place("x", "any:*", "*"))).resolve("any:*"))
                .map(Route::deployments)
                .map(found -> found.getFirst().model())
                .contains("*");
    }

    @Test
    void findsADeploymentByItsInnerNameLast() {
        RoutingTable small = new RoutingTable(part(Map.of(), place("x", "public", "hidden")));
        assertThat(small.resolve("openai/hidden").orElseThrow().publicName()).isEqualTo("public");
        assertThat(small.resolve("hidden")).isEmpty();
    }

    @Test
    void listsNamesButNoPatternsAndNothingHidden() {
        assertThat(table.names()).containsExactlyInAnyOrder("fast", "openai/gpt", "id-1", "nick");
    }

    private static Offer.Part part(Map<String, Alias> aliases, Deployment... deployments) {
        return new Offer.Part(List.of(deployments), aliases, Map.of());
    }
}
