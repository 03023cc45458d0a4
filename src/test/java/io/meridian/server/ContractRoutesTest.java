package io.meridian.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.config.ConfigLoader;
import io.meridian.testing.FakeExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every route of the contract belongs to one surface, and goes with it where that is switched off. */
class ContractRoutesTest {
    private static final String MANAGEMENT_OFF = "{\"detail\":\"Management routes are disabled for this instance.\"}";
    private static final String LLM_OFF = "{\"detail\":\"LLM API routes are disabled for this instance.\"}";

    @TempDir
    private static Path folder;

    private static Gateway worker;
    private static Gateway controlPlane;

    /** A line of the list: method, path, and to which surface it belongs. */
    private record Route(String method, String path, String surface) {
        static Route of(String line) {
            String[] parts = line.split(" ", 3);
            return new Route(parts[0], parts[1].replaceAll("\\{[^}]*}", "some-name"), parts[2]);
        }
    }

    private record Answer(Route route, int status, String body) {
        boolean isRefused() {
            return status == 403;
        }

        boolean says(String text) {
            return isRefused() && body.equals(text);
        }
    }

    @BeforeAll
    static void start() {
        worker = start("worker", "DISABLE_ADMIN_ENDPOINTS");
        controlPlane = start("control-plane", "DISABLE_LLM_API_ENDPOINTS");
    }

    @AfterAll
    static void stop() {
        worker.close();
        controlPlane.close();
    }

    @Test
    void aWorkerRefusesManagementAndNothingElse() {
        assertThat(routes("management")).hasSizeGreaterThan(500);
        assertThat(answers(worker, "management").filter(answer -> !answer.says(MANAGEMENT_OFF)))
                .isEmpty();
        assertThat(answers(worker, "llm").filter(Answer::isRefused)).isEmpty();
        assertThat(answers(worker, "open").filter(Answer::isRefused)).isEmpty();
    }

    @Test
    void aControlPlaneRefusesModelCallsAndNothingElse() {
        assertThat(routes("llm")).hasSizeGreaterThan(350);
        assertThat(answers(controlPlane, "llm").filter(answer -> !answer.says(LLM_OFF)))
                .isEmpty();
        assertThat(answers(controlPlane, "management").filter(Answer::isRefused))
                .isEmpty();
        assertThat(answers(controlPlane, "open").filter(Answer::isRefused)).isEmpty();
    }

    @Test
    void nobodyIsToldWhatIsDisabledWithoutAKey() {
        routes("management")
                .forEach(route ->
                        assertThat(ask(worker, route, "sk-nobodys").status()).isNotEqualTo(403));
        routes("llm")
                .forEach(route -> assertThat(
                                ask(controlPlane, route, "sk-nobodys").status())
                        .isNotEqualTo(403));
    }

    private static Stream<Answer> answers(Gateway gateway, String surface) {
        return routes(surface).stream().map(route -> ask(gateway, route, TestGateway.MASTER_KEY));
    }

    private static Answer ask(Gateway gateway, Route route, String key) {
        FakeExchange asked = FakeExchange.of(route.method(), route.path()).header("Authorization", "Bearer " + key);
        if (!route.method().equals("GET")) {
            asked.body("{}");
        }
        gateway.resources().handle(asked.exchange());
        return new Answer(route, asked.status(), asked.sent());
    }

    private static List<Route> routes(String surface) {
        try (InputStream list = ContractRoutesTest.class.getResourceAsStream("contract-routes.txt")) {
            assertThat(list).isNotNull();
            return new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(Route::of)
                    .filter(route -> route.surface().equals(surface))
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Gateway start(String name, String flag) {
        Map<String, String> environment = new TreeMap<>(Map.of(
                "LITELLM_MASTER_KEY",
                TestGateway.MASTER_KEY,
                "MERIDIAN_DATA_DIR",
                folder.resolve(name).toString(),
                flag,
                "true"));
        return Gateway.start(
                ConfigLoader.load(Optional.empty(), environment, false, Deployments::isAddressKnown)
                        .config(),
                false);
    }
}
