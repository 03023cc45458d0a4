package io.meridian.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.auth.Access;
import io.meridian.auth.RouteTable;
import io.meridian.server.MatrixStage.Actor;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every actor calls every route, about an object of its own and about others', and gets what was agreed. */
class RoleMatrixIT {
    private static final String GOLDEN = "role-matrix.txt";

    /** A line of the golden file: what each actor gets, and the request. */
    private record Line(String answers, String method, String path, String body) {
        static Line of(String text) {
            String[] columns = text.split(" ", 4);
            return new Line(columns[0], columns[1], columns[2], columns.length == 4 ? columns[3] : "");
        }

        boolean isOf(String ruleMethod, String rulePath) {
            String pattern = Arrays.stream(rulePath.split("\\{\\w+}", -1))
                    .map(Pattern::quote)
                    .collect(Collectors.joining("[^/?]+"));
            return method.equals(ruleMethod) && path.replaceFirst("\\?.*", "").matches(pattern);
        }

        String with(String found) {
            return (found + " " + method + " " + path + " " + body).strip();
        }
    }

    @Test
    void everyActorGetsWhatTheGoldenMatrixSays() throws IOException, SQLException {
        List<String> golden = golden();
        List<String> found = new ArrayList<>();
        try (MatrixStage stage = MatrixStage.start()) {
            for (String text : golden) {
                found.add(text.startsWith("#") || text.isEmpty() ? text : answered(stage, Line.of(text)));
            }
        }
        Path actual = Files.write(Files.createDirectories(Path.of("target")).resolve(GOLDEN), found);
        assertThat(found)
                .as("the agreed matrix; if the change is meant, take %s", actual)
                .isEqualTo(golden);
    }

    @Test
    void noRouteIsForgotten() throws IOException {
        List<Line> lines = golden().stream()
                .filter(text -> !text.startsWith("#") && !text.isEmpty())
                .map(Line::of)
                .toList();
        assertThat(RouteTable.ours().rules().stream()
                        .filter(rule -> rule.access() != Access.PUBLIC)
                        .filter(rule -> lines.stream().noneMatch(line -> line.isOf(rule.method(), rule.path())))
                        .map(rule -> rule.method() + " " + rule.path()))
                .isEmpty();
    }

    private static String answered(MatrixStage stage, Line line) {
        StringBuilder answers = new StringBuilder();
        for (Actor actor : Actor.values()) {
            // one object a request: path and body speak of the same
            String[] about = stage.about(actor, line.path() + " " + line.body()).split(" ", 2);
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(stage.gateway().uri().resolve(about[0]));
            if (actor != Actor.NOBODY) {
                request.header("authorization", "Bearer " + stage.key(actor));
            }
            HttpRequest.BodyPublisher body = about[1].isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(about[1]);
            answers.append(symbol(stage.gateway()
                    .send(request.header("content-type", "application/json")
                            .method(line.method(), body)
                            .build())));
        }
        return line.with(answers.toString());
    }

    /** Done, refused for what was asked (4), nothing there (0), not served (-), refused for who asks (1, 3), worse. */
    private static char symbol(HttpResponse<String> answer) {
        return switch (answer.statusCode()) {
            case 200, 201, 204 -> '+';
            case 401 -> '1';
            case 403 -> '3';
            case 404 -> '0';
            case 501 -> '-';
            default -> answer.statusCode() < 500 ? '4' : '!';
        };
    }

    private static List<String> golden() throws IOException {
        try (InputStream file = RoleMatrixIT.class.getResourceAsStream(GOLDEN)) {
            assertThat(file).isNotNull();
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }
}
