package io.meridian.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.config.Setting.Effect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DocumentationTest {
    private static final Path PAGE = Path.of("docs/configuration.md");

    @ParameterizedTest
    @EnumSource(Place.class)
    void documentsEverySettingWithItsTypeAndDefault(Place place) throws Exception {
        List<String> expected = settings(place).stream()
                .filter(setting -> setting.effect() == Effect.OBEYED)
                .map(setting -> setting.name() + " | " + setting.kind().name() + " | " + standard(setting))
                .toList();

        assertThat(rows(place, 4).stream().map(row -> String.join(" | ", row.subList(0, 3))))
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(rows(place, 4)).allMatch(row -> row.get(3).length() > 5);
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void documentsWhatHasNoEffectYet(Place place) throws Exception {
        List<String> expected = settings(place).stream()
                .filter(setting -> setting.effect() != Effect.OBEYED)
                .map(setting ->
                        setting.name() + " | " + (setting.effect() == Effect.RESTRICTING ? "stops the start" : "warns"))
                .toList();

        assertThat(rows(place, 2).stream().map(row -> String.join(" | ", row)))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void documentsTheVariablesOfEveryProvider() throws Exception {
        assertThat(rows(Place.ENVIRONMENT, 3).stream().map(row -> String.join(" | ", row)))
                .containsExactlyElementsOf(ProviderVariables.ALL.entrySet().stream()
                        .map(entry -> entry.getKey() + " | "
                                + names(entry.getValue().keys()) + " | "
                                + names(entry.getValue().addresses()))
                        .toList());
    }

    private static String names(List<? extends Setting<?>> settings) {
        return settings.stream().map(Setting::name).collect(Collectors.joining(", "));
    }

    @Test
    void everyDefaultCanBeRead() {
        assertThat(Registry.ALL.stream()
                        .flatMap(catalogue -> catalogue.settings().stream())
                        .filter(setting -> setting.standard().isPresent())
                        .map(Setting::fallback))
                .doesNotContainNull();
    }

    private static List<Setting<?>> settings(Place place) {
        return Registry.settings(place);
    }

    private static String standard(Setting<?> setting) {
        return setting.standard().filter(text -> !text.isEmpty()).orElse("-");
    }

    /** The rows of the tables with so many columns under the place's heading, without code marks. */
    private static List<List<String>> rows(Place place, int columns) throws Exception {
        Map<String, List<List<String>>> rows = new HashMap<>();
        String heading = "";
        for (String line : Files.readAllLines(PAGE)) {
            if (line.startsWith("## ")) {
                heading = line.substring(3).replace("`", "");
            } else if (line.startsWith("| `")) {
                List<String> cells = Arrays.stream(
                                line.substring(1, line.length() - 1).split("\\|"))
                        .map(cell -> cell.strip().replace("`", ""))
                        .toList();
                if (cells.size() == columns) {
                    rows.computeIfAbsent(heading, key -> new ArrayList<>()).add(cells);
                }
            }
        }
        return rows.getOrDefault(place.title(), List.of());
    }
}
