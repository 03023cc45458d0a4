package io.meridian.llm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.meridian.base.GatewayException.UpstreamFailed;
import io.meridian.base.Jackson;
import io.meridian.http.UpstreamException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Turns what went wrong at a provider into the status, type and words the contract has for it. */
final class UpstreamErrors {
    private static final ObjectMapper JSON = Jackson.mapper().build();
    private static final int LONGEST_TEXT = 4_000;

    private static final List<String> CONTEXT_WINDOW = List.of(
            "exceed context limit",
            "this model's maximum context length is",
            "is longer than the model's context length",
            "input tokens exceed the configured limit",
            "exceeds the available context size",
            "exceeds the maximum number of tokens allowed",
            "prompt is too long",
            "input is too long",
            "too many tokens",
            "expected maxlength:");

    private UpstreamErrors() {}

    /** The classes of the contract: what each is called, its status and its type. */
    private enum Kind {
        BAD_REQUEST("BadRequestError", 400, "invalid_request_error"),
        CONTEXT_WINDOW("ContextWindowExceededError", 400, "invalid_request_error"),
        CONTENT_POLICY("ContentPolicyViolationError", 400, "invalid_request_error"),
        AUTHENTICATION("AuthenticationError", 401, "authentication_error"),
        PERMISSION("PermissionDeniedError", 403, "permission_denied_error"),
        NOT_FOUND("NotFoundError", 404, "not_found_error"),
        TIMEOUT("Timeout", 408, "invalid_request_error"),
        RATE_LIMIT("RateLimitError", 429, "throttling_error"),
        INTERNAL("InternalServerError", 500, "internal_server_error"),
        CONNECTION("APIConnectionError", 500, "internal_server_error"),
        OTHER("APIError", 500, "internal_server_error"),
        BAD_GATEWAY("BadGatewayError", 502, "internal_server_error"),
        UNAVAILABLE("ServiceUnavailableError", 503, "internal_server_error"),
        GATEWAY_TIMEOUT("Timeout", 504, "internal_server_error");

        private final String className;
        private final int status;
        private final String type;

        Kind(String className, int status, String type) {
            this.className = className;
            this.status = status;
            this.type = type;
        }
    }

    /** Of an answer with an error status. */
    static UpstreamFailed ofAnswer(int status, byte[] body, String group) {
        String text = new String(body, StandardCharsets.UTF_8);
        Kind kind = kind(status, text.toLowerCase(Locale.ROOT));
        return failed(kind, kind == Kind.OTHER && status >= 400 ? status : kind.status, reason(text), group, null);
    }

    /** Of an error frame at the very start of a stream that claimed to be fine. */
    static UpstreamFailed ofFrame(byte[] payload, String group) {
        return ofAnswer(statusOf(payload), payload, group);
    }

    /** Of a call that got no answer, or not the whole of it. */
    static UpstreamFailed ofFailure(IOException failure, String group) {
        Kind kind =
                failure instanceof UpstreamException upstream && upstream.isTimeout() ? Kind.TIMEOUT : Kind.CONNECTION;
        String text = kind == Kind.TIMEOUT ? "Request timed out." : "Connection error.";
        return failed(kind, kind.status, text, group, failure);
    }

    /** Of an answer that claims to be fine and is not the JSON object it should be. */
    static UpstreamFailed ofNonsense(String group) {
        return failed(Kind.BAD_GATEWAY, 502, "The provider's answer is not a JSON object.", group, null);
    }

    private static UpstreamFailed failed(Kind kind, int status, String text, String group, @Nullable Throwable cause) {
        String message =
                ("litellm.%s: %s: OpenAIException - %s\n\nLiteLLM: model group '%s' failed with the error above. "
                                + "No fallback was attempted.")
                        .formatted(kind.className, kind.className, text, group);
        return new UpstreamFailed(status, kind.type, message, cause);
    }

    /** What the provider says comes first, for its status is often careless; then its status. */
    private static Kind kind(int status, String text) {
        if (text.contains("rate limit") || text.contains("rate_limit")) {
            return Kind.RATE_LIMIT;
        }
        if (CONTEXT_WINDOW.stream().anyMatch(text::contains)
                || (text.contains("current length is") && text.contains("while limit is"))) {
            return Kind.CONTEXT_WINDOW;
        }
        boolean invalidRequest = text.contains("invalid_request_error");
        if (text.contains("model_not_found") || (invalidRequest && text.contains("does not exist"))) {
            return Kind.NOT_FOUND;
        }
        if (text.contains("content_policy_violation") || text.contains("safety system")) {
            return Kind.CONTENT_POLICY;
        }
        if (text.contains("request too large")) {
            return Kind.RATE_LIMIT;
        }
        if (invalidRequest && status < 500 && !text.contains("api key") && status != 401 && status != 429) {
            return Kind.BAD_REQUEST;
        }
        return switch (status) {
            case 400, 413, 422 -> Kind.BAD_REQUEST;
            case 401 -> Kind.AUTHENTICATION;
            case 403 -> Kind.PERMISSION;
            case 404 -> Kind.NOT_FOUND;
            case 408 -> Kind.TIMEOUT;
            case 429 -> Kind.RATE_LIMIT;
            case 500, 529 -> Kind.INTERNAL;
            case 502 -> Kind.BAD_GATEWAY;
            case 503 -> Kind.UNAVAILABLE;
            case 504 -> Kind.GATEWAY_TIMEOUT;
            default -> Kind.OTHER;
        };
    }

    /** The provider's own sentence if its answer has one, else all of it. */
    private static String reason(String text) {
        String sentence = error(text).path("message").asText("");
        String reason = sentence.isBlank() ? text.strip() : sentence;
        if (reason.isEmpty()) {
            return "The provider gave no reason.";
        }
        return reason.length() > LONGEST_TEXT ? reason.substring(0, LONGEST_TEXT) : reason;
    }

    private static int statusOf(byte[] payload) {
        JsonNode error = error(new String(payload, StandardCharsets.UTF_8));
        for (String field : List.of("code", "status", "status_code")) {
            int status = error.path(field).asInt(0);
            if (status >= 400 && status < 600) {
                return status;
            }
        }
        return 500;
    }

    private static JsonNode error(String text) {
        try {
            JsonNode tree = JSON.readTree(text);
            return tree == null ? MissingNode.getInstance() : tree.path("error");
        } catch (JsonProcessingException notJson) {
            return MissingNode.getInstance();
        }
    }
}
