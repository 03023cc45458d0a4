package io.meridian.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Loads a configuration given as text, with a proper master key unless told otherwise. */
final class Yaml {
    private Yaml() {}

    static LoadedConfig load(String yaml, String... variables) {
        Map<String, String> environment = new HashMap<>(Map.of("LITELLM_MASTER_KEY", "sk-a-long-one"));
        for (int i = 0; i < variables.length; i += 2) {
            environment.put(variables[i], variables[i + 1]);
        }
        try {
            Path file = Files.createTempFile("config", ".yaml");
            try {
                Files.writeString(file, yaml);
                return ConfigLoader.load(Optional.of(file), environment, false, _ -> true);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static GatewayConfig config(String yaml, String... variables) {
        return load(yaml, variables).config();
    }

    static List<String> warnings(String yaml, String... variables) {
        return load(yaml, variables).warnings();
    }

    static List<String> problems(String yaml, String... variables) {
        try {
            load(yaml, variables);
            return List.of();
        } catch (ConfigurationException e) {
            return e.problems();
        }
    }
}
