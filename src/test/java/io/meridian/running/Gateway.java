package io.meridian.running;

import io.meridian.running.Way.Setup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The configuration of the gateways under test: models, a master key, and no stores. */
final class Gateway {
    static final String KEY = "sk-running";

    private Gateway() {}

    /** A set-up whose model {@code mock} answers by itself; {@code rootPath} may be empty. */
    static Setup setup(Path directory, String contextPath, String rootPath) {
        return setup(directory, contextPath, rootPath, URI.create("http://127.0.0.1:9"));
    }

    /** Its model {@code upstream} is answered by a provider at that address. */
    static Setup setup(Path directory, String contextPath, String rootPath, URI upstream) {
        try {
            Path config = Files.writeString(directory.resolve("config.yaml"), """
                model_list:
                  - model_name: mock
                    litellm_params:
                      model: mock/hello
                  - model_name: vendor/mock
                    litellm_params:
                      model: mock/hello
                  - model_name: upstream
                    litellm_params:
                      model: openai/upstream
                      api_base: %s/v1
                      api_key: sk-upstream
                """.formatted(upstream));
            return new Setup(
                    directory,
                    contextPath,
                    config,
                    Map.of(
                            "LITELLM_MASTER_KEY",
                            KEY,
                            "SERVER_ROOT_PATH",
                            rootPath,
                            "MERIDIAN_DATA_DIR",
                            directory.resolve("data").toString()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
