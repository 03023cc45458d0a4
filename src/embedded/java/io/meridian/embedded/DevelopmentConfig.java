package io.meridian.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The file a development gateway is really started with: the developer's own, and where the stores are this time. */
final class DevelopmentConfig {
    private DevelopmentConfig() {}

    static Path write(Path home, Path developers, List<Map<String, String>> environments) throws IOException {
        String variables = environments.stream()
                .flatMap(environment -> environment.entrySet().stream())
                .map(variable -> "  " + variable.getKey() + ": " + quoted(variable.getValue()))
                .collect(Collectors.joining("\n"));
        Path file = home.resolve("config.yaml");
        return Files.writeString(
                file, """
                    # written at every start: change %1$s instead
                    include:
                      - %1$s
                    environment_variables:
                    %2$s
                    """.formatted(quoted(developers.toAbsolutePath().toString()), variables));
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
