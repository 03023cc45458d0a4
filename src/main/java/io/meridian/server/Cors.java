package io.meridian.server;

import io.meridian.api.Exchange;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which pages of other origins may read our answers. All may where the configuration names no origins, but never with
 * credentials: such a page must bring a key of its own. Immutable.
 */
final class Cors {
    private static final String ANY = "*";
    private static final byte[] OK = "OK".getBytes(StandardCharsets.UTF_8);
    private static final byte[] REFUSED = "Disallowed CORS origin".getBytes(StandardCharsets.UTF_8);

    private final boolean any;
    private final Set<String> origins;
    private final boolean credentials;

    Cors(List<String> origins, boolean credentials) {
        this.any = origins.contains(ANY);
        this.origins = Set.copyOf(origins);
        this.credentials = credentials && !any;
    }

    void addHeaders(HttpServletRequest request, HttpServletResponse response) {
        @Nullable String origin = request.getHeader("origin");
        if (!any) {
            // also to those without an origin: a cache must not hand their answer to a page
            response.setHeader("vary", "Origin");
        }
        if (origin == null || !permits(origin)) {
            return;
        }
        response.setHeader("access-control-allow-origin", any ? ANY : origin);
        if (credentials) {
            response.setHeader("access-control-allow-credentials", "true");
        }
    }

    static boolean isPreflight(HttpServletRequest request) {
        return request.getMethod().equals("OPTIONS") && request.getHeader("access-control-request-method") != null;
    }

    void answerPreflight(Exchange exchange) throws IOException {
        exchange.setHeader("access-control-allow-methods", "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, QUERY");
        exchange.header("access-control-request-headers")
                .ifPresent(headers -> exchange.setHeader("access-control-allow-headers", headers));
        exchange.setHeader("access-control-max-age", "600");
        if (exchange.header("origin").map(this::permits).orElse(true)) {
            exchange.answer(200, "text/plain", OK);
        } else {
            exchange.answer(400, "text/plain", REFUSED);
        }
    }

    private boolean permits(String origin) {
        return any || origins.contains(origin);
    }
}
