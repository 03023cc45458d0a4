package io.meridian.base;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every refusal and failure a client may be told of. The message is written for the client; the cause is for the
 * operator and never leaves the process. Without a stack trace where the client is at fault.
 */
public abstract sealed class GatewayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;
    private final @Nullable String param;

    private GatewayException(
            int status, String type, @Nullable String param, String message, @Nullable Throwable cause) {
        super(message, cause, true, status >= 500);
        this.status = status;
        this.type = type;
        this.param = param;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The machine-readable kind, {@code error.type} on the wire. */
    public String type() {
        return type;
    }

    /** The field or setting at fault, {@code error.param} on the wire. */
    public Optional<String> param() {
        return Optional.ofNullable(param);
    }

    /** The message, which is always there. */
    public String text() {
        return String.valueOf(getMessage());
    }

    /** After which time the same request may succeed. */
    public Optional<Duration> retryAfter() {
        return Optional.empty();
    }

    /** Further response headers that tell a client why. */
    public Map<String, String> headers() {
        return Map.of();
    }

    /** A body or parameter that cannot be accepted as it is. */
    public static final class InvalidRequest extends GatewayException {
        private static final long serialVersionUID = 1L;

        public InvalidRequest(String message, @Nullable String param) {
            super(400, "invalid_request_error", param, message, null);
        }

        public InvalidRequest(int status, String message) {
            super(status, "invalid_request_error", null, message, null);
        }
    }

    /** A management request whose value breaks a business rule. */
    public static final class BadRequest extends GatewayException {
        private static final long serialVersionUID = 1L;

        public BadRequest(String message, @Nullable String param) {
            super(400, "bad_request_error", param, message, null);
        }
    }

    /** Something has the name already, or stands in the way otherwise. */
    public static final class Conflict extends GatewayException {
        private static final long serialVersionUID = 1L;

        public Conflict(String message, @Nullable String param) {
            super(409, "bad_request_error", param, message, null);
        }
    }

    /** What the configuration leaves off; clients know it as a failure of the server. */
    public static final class NotEnabled extends GatewayException {
        private static final long serialVersionUID = 1L;

        public NotEnabled(String message) {
            super(500, "not_enabled_error", null, message, null);
        }
    }

    /** Fields of a management body that have the wrong type. */
    public static final class Unprocessable extends GatewayException {
        private static final long serialVersionUID = 1L;

        /** One field at fault: where it stands, a machine-readable kind and a sentence. */
        public record Problem(List<String> location, String kind, String message) implements java.io.Serializable {}

        private final transient List<Problem> problems;

        public Unprocessable(List<Problem> problems) {
            super(422, "validation_error", null, "The request has invalid fields.", null);
            this.problems = List.copyOf(problems);
        }

        public List<Problem> problems() {
            return problems;
        }
    }

    /** Nobody we know, or somebody we no longer accept. */
    public static final class Unauthenticated extends GatewayException {
        private static final long serialVersionUID = 1L;

        public Unauthenticated(String type, String message, @Nullable String param) {
            super(401, type, param, message, null);
        }
    }

    /** A known caller asks for what it may not have. */
    public static final class Forbidden extends GatewayException {
        private static final long serialVersionUID = 1L;

        public Forbidden(String type, String message, @Nullable String param) {
            super(403, type, param, message, null);
        }
    }

    /** The route itself is refused or absent; answered as {@code {"detail": text}}. */
    public static final class RouteRefused extends GatewayException {
        private static final long serialVersionUID = 1L;

        private final transient Map<String, String> headers;

        public RouteRefused(int status, String detail) {
            this(status, detail, Map.of());
        }

        public RouteRefused(int status, String detail, Map<String, String> headers) {
            super(status, "route_refused", null, detail, null);
            this.headers = Map.copyOf(headers);
        }

        @Override
        public Map<String, String> headers() {
            return headers;
        }
    }

    /** The object named does not exist; the message contains "not found", which clients match on. */
    public static final class NotFound extends GatewayException {
        private static final long serialVersionUID = 1L;

        public NotFound(String message, @Nullable String param) {
            super(404, "not_found_error", param, message, null);
        }
    }

    /** A rate or concurrency limit is exhausted. */
    public static final class LimitExceeded extends GatewayException {
        private static final long serialVersionUID = 1L;

        private final @Nullable Duration retryAfter;
        private final transient Map<String, String> headers;

        public LimitExceeded(String message, @Nullable Duration retryAfter, Map<String, String> headers) {
            super(429, "throttling_error", null, message, null);
            this.retryAfter = retryAfter;
            this.headers = Map.copyOf(headers);
        }

        @Override
        public Optional<Duration> retryAfter() {
            return Optional.ofNullable(retryAfter);
        }

        @Override
        public Map<String, String> headers() {
            return headers;
        }
    }

    /** A budget is spent. The status is a setting, for clients that still expect an older one. */
    public static final class BudgetExceeded extends GatewayException {
        private static final long serialVersionUID = 1L;

        public BudgetExceeded(int status, String message) {
            super(status, "budget_exceeded", null, message, null);
        }
    }

    /** The provider refused or failed; status and type are already those of the contract. */
    public static final class UpstreamFailed extends GatewayException {
        private static final long serialVersionUID = 1L;

        public UpstreamFailed(int status, String type, String message, @Nullable Throwable cause) {
            super(status, type, null, message, cause);
        }
    }

    /** The route needs a database and there is none, or it is away. */
    public static final class NoDatabase extends GatewayException {
        private static final long serialVersionUID = 1L;
        private static final Duration SOON = Duration.ofSeconds(1);

        public NoDatabase(int status, String message, @Nullable Throwable cause) {
            super(status, "no_db_connection", null, message, cause);
        }

        /** One that is away may be back soon; one that is not configured will not. */
        @Override
        public Optional<Duration> retryAfter() {
            return status() == 503 ? Optional.of(SOON) : Optional.empty();
        }
    }

    /** Something of ours is away or full for the moment. */
    public static final class Unavailable extends GatewayException {
        private static final long serialVersionUID = 1L;

        private final Duration retryAfter;

        public Unavailable(String message, Duration retryAfter, @Nullable Throwable cause) {
            super(503, "service_unavailable_error", null, message, cause);
            this.retryAfter = retryAfter;
        }

        @Override
        public Optional<Duration> retryAfter() {
            return Optional.of(retryAfter);
        }
    }
}
