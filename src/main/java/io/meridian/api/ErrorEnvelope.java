package io.meridian.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import java.util.Optional;

/** The body of an error answer in the shape the route's clients know. */
final class ErrorEnvelope {
    private ErrorEnvelope() {}

    /** With a call id the error names the call it ended. */
    static byte[] of(GatewayException failure, Dialect dialect, Optional<String> callId) {
        ObjectNode body = body(failure, dialect);
        callId.ifPresent(id -> {
            if (body.get("error") instanceof ObjectNode error) {
                error.put("litellm_call_id", id);
            }
        });
        return JsonText.bytes(body);
    }

    private static ObjectNode body(GatewayException failure, Dialect dialect) {
        return switch (failure) {
            case GatewayException.RouteRefused refused -> detail(refused.text());
            case GatewayException.Unprocessable unprocessable -> problems(unprocessable);
            default ->
                dialect == Dialect.ANTHROPIC && !isAuthentication(failure) ? anthropic(failure) : openAi(failure);
        };
    }

    /** What is said of a failure that is nobody's business: an id to ask the operator about. */
    static byte[] internal(String errorId, Dialect dialect) {
        ObjectNode error = JsonText.object()
                .put("message", "Internal server error (" + errorId + ")")
                .put("type", dialect == Dialect.ANTHROPIC ? "api_error" : "internal_server_error");
        if (dialect == Dialect.ANTHROPIC) {
            return JsonText.bytes(wrapped(error));
        }
        error.putNull("param").put("code", "500");
        return JsonText.bytes(JsonText.object().set("error", error));
    }

    /** Clients of every dialect get a refused key or a spent budget in the OpenAI shape. */
    private static boolean isAuthentication(GatewayException failure) {
        return failure instanceof GatewayException.Unauthenticated
                || failure instanceof GatewayException.BudgetExceeded
                || failure instanceof GatewayException.NoDatabase;
    }

    private static ObjectNode openAi(GatewayException failure) {
        ObjectNode error = JsonText.object().put("message", failure.text()).put("type", failure.type());
        failure.param().ifPresentOrElse(param -> error.put("param", param), () -> error.putNull("param"));
        error.put("code", Integer.toString(failure.status()));
        return (ObjectNode) JsonText.object().set("error", error);
    }

    private static ObjectNode anthropic(GatewayException failure) {
        String type = switch (failure.status()) {
            case 400, 413, 415, 422 -> "invalid_request_error";
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 429 -> "rate_limit_error";
            case 503, 529 -> "overloaded_error";
            default -> "api_error";
        };
        return wrapped(JsonText.object().put("type", type).put("message", failure.text()));
    }

    private static ObjectNode wrapped(ObjectNode error) {
        return (ObjectNode) JsonText.object().put("type", "error").set("error", error);
    }

    private static ObjectNode detail(String text) {
        return JsonText.object().put("detail", text);
    }

    private static ObjectNode problems(GatewayException.Unprocessable failure) {
        ObjectNode body = JsonText.object();
        ArrayNode list = body.putArray("detail");
        for (GatewayException.Unprocessable.Problem problem : failure.problems()) {
            ObjectNode entry = list.addObject().put("type", problem.kind());
            ArrayNode location = entry.putArray("loc");
            problem.location().forEach(location::add);
            entry.put("msg", problem.message());
        }
        return body;
    }
}
