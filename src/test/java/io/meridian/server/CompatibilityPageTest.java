package io.meridian.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.auth.RouteTable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page on compatibility lists every route of the contract, and says of each what is true. */
class CompatibilityPageTest {
    private static final Path PAGE = Path.of("docs/compatibility.md");
    private static final String START = "<!-- routes: written by CompatibilityPageTest -->\n";
    private static final String END = "<!-- routes: end -->\n";

    private record Route(String method, String path, String surface) {
        static Route of(String line) {
            String[] columns = line.split(" ", 3);
            return new Route(columns[0], columns[1], columns[2]);
        }

        String family() {
            String[] segments = path.split("/", 4);
            return "/"
                    + (segments[1].matches("v\\d") && segments.length > 2
                            ? segments[1] + "/" + segments[2]
                            : segments[1]);
        }
    }

    @Test
    void listsEveryRouteOfTheContract() throws IOException {
        String page = Files.readString(PAGE);
        int start = page.indexOf(START) + START.length();
        int end = page.indexOf(END);
        String meant = page.substring(0, start) + tables() + page.substring(end);
        Path written =
                Files.writeString(Files.createDirectories(Path.of("target")).resolve("compatibility.md"), meant);
        assertThat(page).as("what is registered; take %s", written).isEqualTo(meant);
    }

    private static String tables() throws IOException {
        Set<String> ours = RouteTable.ours().rules().stream()
                .map(rule -> shape(rule.method(), rule.path()))
                .collect(Collectors.toSet());
        Map<String, List<Route>> families = contract().stream()
                .filter(route -> !route.surface().equals("llm"))
                .collect(Collectors.groupingBy(Route::family, TreeMap::new, Collectors.toList()));
        StringBuilder text = new StringBuilder("\n| routes | served | not served |\n|---|---|---|\n");
        families.forEach((family, routes) -> {
            Map<Boolean, List<Route>> split = routes.stream()
                    .collect(Collectors.partitioningBy(route -> ours.contains(shape(route.method(), route.path()))));
            text.append("| `%s` | %s | %s |\n"
                    .formatted(
                            family,
                            names(family, split.getOrDefault(true, List.of())),
                            absent(family, split.getOrDefault(false, List.of()))));
        });
        return text.append('\n').toString();
    }

    /** Names of parameters are nobody's business. */
    private static String shape(String method, String path) {
        return method + " " + path.replaceAll("\\{[^}]*}", "{}");
    }

    private static String names(String family, List<Route> routes) {
        return routes.stream()
                .map(route -> "`%s %s`".formatted(route.method(), below(family, route.path())))
                .collect(Collectors.joining(", "));
    }

    private static String absent(String family, List<Route> routes) {
        Map<String, List<Route>> byReason = routes.stream()
                .collect(Collectors.groupingBy(CompatibilityPageTest::reason, TreeMap::new, Collectors.toList()));
        return byReason.entrySet().stream()
                .map(entry -> "%s: %s".formatted(entry.getKey(), names(family, entry.getValue())))
                .collect(Collectors.joining("; "));
    }

    private static String reason(Route route) {
        Optional<NotServed.Family> family = NotServed.families().stream()
                .filter(found -> found.has(route.path()))
                .findFirst();
        return family.map(found -> found.state().equals("outside") ? "out of scope (501)" : "later (501)")
                .orElse("later (404)");
    }

    private static String below(String family, String path) {
        return path.equals(family) ? "." : path.substring(family.length());
    }

    private static List<Route> contract() throws IOException {
        try (InputStream list = CompatibilityPageTest.class.getResourceAsStream("contract-routes.txt")) {
            assertThat(list).isNotNull();
            return new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(Route::of)
                    .toList();
        }
    }
}
