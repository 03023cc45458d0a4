package io.meridian.routing;

import static io.meridian.routing.Places.place;
import static io.meridian.routing.Places.share;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WeightedShuffleTest {
    private static final int DRAWS = 1_000;

    @Test
    void sharesByWeight() {
        assertThat(drawn(
                        place("a", "g", "m", share(3.0, null, null, null)),
                        place("b", "g", "m", share(1.0, null, null, null)),
                        place("c", "g", "m")))
                .isEqualTo(Map.of("a", 750, "b", 250));
    }

    @Test
    void sharesByRequestsThenByTokensAMinute() {
        assertThat(drawn(
                        place("a", "g", "m", share(null, null, 900L, 1L)),
                        place("b", "g", "m", share(null, null, 100L, 99L))))
                .isEqualTo(Map.of("a", 900, "b", 100));
        assertThat(drawn(
                        place("a", "g", "m", share(null, null, null, 10L)),
                        place("b", "g", "m", share(null, null, null, 90L))))
                .isEqualTo(Map.of("a", 100, "b", 900));
    }

    @Test
    void looksOnlyAtWhatTheFirstHas() {
        assertThat(drawn(place("a", "g", "m"), place("b", "g", "m", share(9.0, null, null, null))))
                .isEqualTo(Map.of("a", 500, "b", 500));
    }

    @Test
    void takesTheLowestOrderAlone() {
        assertThat(drawn(
                        place("a", "g", "m"),
                        place("b", "g", "m", share(null, 2, null, null)),
                        place("c", "g", "m", share(null, 1, null, null)),
                        place("d", "g", "m", share(null, 1, null, null))))
                .isEqualTo(Map.of("c", 500, "d", 500));
    }

    @Test
    void sharesAlikeWhereNobodyHasWeight() {
        assertThat(drawn(
                        place("a", "g", "m", share(0.0, null, null, null)),
                        place("b", "g", "m", share(0.0, null, null, null))))
                .isEqualTo(Map.of("a", 500, "b", 500));
    }

    /** Every thousandth from 0 to 1 as chance, each drawn twice where the first draw decides nothing. */
    private static Map<String, Integer> drawn(Deployment... candidates) {
        Map<String, Integer> counts = new TreeMap<>();
        for (int i = 0; i < DRAWS; i++) {
            double chance = (i + 0.5) / DRAWS;
            counts.merge(
                    new WeightedShuffle(() -> chance).pick(List.of(candidates)).id(), 1, Integer::sum);
        }
        return counts;
    }
}
