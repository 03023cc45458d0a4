package io.meridian.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testing.TestPostgres;
import io.meridian.testing.TestRedis;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class FirstCallIT {
    private static final String MOCK = """
        model_list:
          - model_name: hello
            litellm_params: {model: mock/hello, input_cost_per_token: 0.000001, output_cost_per_token: 0.000002}
        """;
    private static final String CHAT = "{\"model\":\"hello\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    @Test
    void answersAVirtualKeyAndBooksItsSpend() {
        try (TestGateway gateway = TestGateway.setup()
                .yaml(MOCK)
                .with("DATABASE_URL", TestPostgres.newDatabase())
                .with("REDIS_URL", TestRedis.shared().toString())
                .start()) {
            String key = gateway.newKey("{\"max_budget\": 1, \"rpm_limit\": 10}");
            HttpResponse<String> answer = gateway.post("/v1/chat/completions", key, CHAT);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("x-ratelimit-api_key-remaining-requests"))
                    .contains("9");
            assertThat(TestGateway.json(gateway.get("/key/info", key))
                            .at("/info/spend")
                            .decimalValue())
                    .isPositive();
        }
    }
}
