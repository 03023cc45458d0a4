package io.meridian.routing;

import static io.meridian.routing.Places.place;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RouterTest {
    private static final Offer OFFER = new Offer(
            new Offer.Part(
                    List.of(place("all-1", "gpt", "inner"), place("all-2", "openai/*", "*")),
                    Map.of("nick", new Alias("gpt", false)),
                    Map.of("gpt", Set.of("beta"), "openai/*", Set.of("wild"))),
            Map.of(
                    "red",
                    new Offer.Part(
                            List.of(place("red-1", "gpt", "red-inner"), place("red-2", "own", "own-inner")),
                            Map.of("stored-name", new Alias("own", true)),
                            Map.of("gpt", Set.of("reds")))));

    private final Router router = new RoutingModule(new Router(OFFER)).router();

    private String id(String name, @Nullable String team) {
        return router.plan(name, team).map(plan -> plan.deployment().id()).orElse("nobody");
    }

    @Test
    void aTeamsOwnComesFirstForItAndIsNotThereForOthers() {
        assertThat(id("gpt", "red")).isEqualTo("red-1");
        assertThat(id("gpt", "blue")).isEqualTo("all-1");
        assertThat(id("gpt", null)).isEqualTo("all-1");
        assertThat(id("own", "red")).isEqualTo("red-2");
        for (String name : List.of("own", "red-2", "stored-name", "openai/own-inner")) {
            assertThat(id(name, "blue")).as(name).isNotEqualTo("red-2");
            assertThat(id(name, null)).as(name).isNotEqualTo("red-2");
        }
    }

    @Test
    void aTeamReachesItsOwnByTheNameItIsStoredUnderAndEverybodysBesides() {
        assertThat(id("stored-name", "red")).isEqualTo("red-2");
        assertThat(id("red-2", "red")).isEqualTo("red-2");
        assertThat(id("nick", "red")).isEqualTo("all-1");
        // what a deployment calls its model hides nothing that everybody may name
        assertThat(id("openai/own-inner", "red")).isEqualTo("all-2");
    }

    @Test
    void namesAreThoseOfEverybodyAndOfTheTeam() {
        assertThat(router.names(null)).containsExactly("gpt", "nick");
        assertThat(router.names("red")).containsExactly("gpt", "nick", "own");
    }

    @Test
    void accessGroupsAreThoseOfWhatTheTeamWouldReach() {
        assertThat(router.accessGroups("gpt", null)).containsExactly("beta");
        assertThat(router.accessGroups("nick", null)).containsExactly("beta");
        assertThat(router.accessGroups("openai/x", "blue")).containsExactly("wild");
        assertThat(router.accessGroups("gpt", "red")).containsExactly("reds");
        assertThat(router.accessGroups("nobody", "red")).isEmpty();
        assertThat(router.isOfTeam("gpt", "red")).isTrue();
        assertThat(router.isOfTeam("nick", "red")).isFalse();
        assertThat(router.isOfTeam("gpt", "blue")).isFalse();
    }

    @Test
    void whatIsOfferedIsReplacedWhole() {
        router.replace(new Offer(new Offer.Part(List.of(place("new-1", "new", "x")), Map.of(), Map.of()), Map.of()));
        assertThat(id("gpt", "red")).isEqualTo("nobody");
        assertThat(id("new", null)).isEqualTo("new-1");
    }
}
