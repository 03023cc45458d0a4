package io.meridian.metric;

import org.jspecify.annotations.Nullable;

/**
 * How a request ended: a failure has the class of its error, and only that makes it one. Immutable.
 *
 * @param route the template of the path, never the path itself
 */
public record CallOutcome(
        String route,
        int status,
        @Nullable String exceptionClass,
        boolean stream,
        @Nullable String serviceTier) implements LabelSource {

    public static CallOutcome success(String route, boolean stream, @Nullable String serviceTier) {
        return new CallOutcome(route, 200, null, stream, serviceTier);
    }

    public static CallOutcome failure(String route, int status, String exceptionClass, boolean stream) {
        return new CallOutcome(route, status, exceptionClass, stream, null);
    }

    boolean failed() {
        return exceptionClass != null;
    }

    @Override
    public @Nullable String value(String label) {
        return switch (label) {
            case "route" -> route;
            case "status_code", "exception_status" -> Integer.toString(status);
            case "exception_class" -> exceptionClass;
            case "stream" -> stream ? "True" : "False";
            case "service_tier" -> serviceTier;
            default -> null;
        };
    }
}
