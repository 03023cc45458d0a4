package io.meridian.server;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Under which method and path a resource method is registered, as the table of routes writes it. Immutable. */
record RoutePath(String method, String template) {
    /** What a parameter may be is for the matching; the table names it. */
    private static final Pattern EXPRESSION = Pattern.compile("\\{\\s*(\\w+)\\s*:(?:[^{}]|\\{[^{}]*})*}");

    static Optional<RoutePath> of(Class<?> type, Method method) {
        for (Annotation annotation : method.getAnnotations()) {
            @Nullable HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
            if (verb != null) {
                return Optional.of(new RoutePath(verb.value(), template(path(type.getAnnotation(Path.class)), method)));
            }
        }
        return Optional.empty();
    }

    private static String template(String prefix, Method method) {
        String path = prefix + path(method.getAnnotation(Path.class));
        return path.isEmpty() ? "/" : EXPRESSION.matcher(path).replaceAll("{$1}");
    }

    private static String path(@Nullable Path annotation) {
        if (annotation == null
                || annotation.value().isEmpty()
                || annotation.value().equals("/")) {
            return "";
        }
        return annotation.value().startsWith("/") ? annotation.value() : "/" + annotation.value();
    }
}
