package io.meridian.llm;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.base.GatewayException.UpstreamFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpstreamErrorsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | Rate limit reached for requests | RateLimitError | 429",
                "500 | rate_limit_exceeded | RateLimitError | 429",
                "400 | This model's maximum context length is 8192 tokens | ContextWindowExceededError | 400",
                "413 | prompt is too long: 9 > 8 | ContextWindowExceededError | 400",
                "422 | current length is 9 while limit is 8 | ContextWindowExceededError | 400",
                "400 | model_not_found | NotFoundError | 404",
                "400 | invalid_request_error: the model does not exist | NotFoundError | 404",
                "400 | content_policy_violation | ContentPolicyViolationError | 400",
                "400 | rejected by our safety system | ContentPolicyViolationError | 400",
                "403 | invalid_request_error | BadRequestError | 400",
                "401 | invalid_request_error: Incorrect API key provided | AuthenticationError | 401",
                "500 | invalid_request_error | InternalServerError | 500",
                "413 | Request too large for this organization | RateLimitError | 429",
                "418 | teapot | APIError | 418",
                "302 | moved | APIError | 500",
                "529 | Overloaded | InternalServerError | 500"
            })
    void judgesByWordsThenByStatus(int status, String text, String className, int answered) {
        UpstreamFailed failure = of(status, "{\"error\":{\"message\":\"" + text + "\"}}");
        assertThat(failure.status()).isEqualTo(answered);
        assertThat(failure.text())
                .startsWith("litellm." + className + ": " + className + ": OpenAIException - " + text + "\n\n")
                .contains("model group 'group' failed");
    }

    @Test
    void quotesWhatIsNoEnvelopeAsItIs() {
        assertThat(of(500, "<html>oops</html>").text()).contains("OpenAIException - <html>oops</html>\n");
        assertThat(of(500, "").text()).contains("OpenAIException - The provider gave no reason.");
        assertThat(of(500, "x".repeat(100_000)).text()).hasSizeLessThan(5_000);
        assertThat(of(500, "{\"error\":\"plain\"}").text()).contains("{\"error\":\"plain\"}");
    }

    @ParameterizedTest
    @CsvSource({"code, 429, 429", "status, 503, 503", "status_code, 401, 401", "code, 9999, 500", "other, 400, 500"})
    void findsTheStatusOfAnErrorFrame(String field, int value, int status) {
        String frame = "{\"error\":{\"message\":\"m\",\"" + field + "\":" + value + "}}";
        assertThat(UpstreamErrors.ofFrame(frame.getBytes(StandardCharsets.UTF_8), "group")
                        .status())
                .isEqualTo(status);
    }

    @Test
    void saysNothingOfTheNetworkBehindUs() {
        UpstreamFailed failure = UpstreamErrors.ofFailure(new IOException("10.1.2.3 refused"), "group");
        assertThat(failure.status()).isEqualTo(500);
        assertThat(failure.text()).contains("Connection error.").doesNotContain("10.1.2.3");
        assertThat(failure).hasRootCauseMessage("10.1.2.3 refused");
    }

    private static UpstreamFailed of(int status, String body) {
        return UpstreamErrors.ofAnswer(status, body.getBytes(StandardCharsets.UTF_8), "group");
    }
}
