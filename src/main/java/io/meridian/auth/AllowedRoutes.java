package io.meridian.auth;

import io.meridian.base.GatewayException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A key's list of routes: exact paths, prefixes, patterns with {@code *} or <code>{name}</code>, and groups. */
final class AllowedRoutes {
    private static final Set<String> INFERENCE_GROUPS = Set.of("llm_api_routes", "openai_routes");
    private static final Set<String> INFORMATION = Set.of(
            "/key/info",
            "/key/health",
            "/key/list",
            "/v2/key/info",
            "/team/info",
            "/team/list",
            "/user/info",
            "/model/info",
            "/v1/model/info",
            "/v2/model/info",
            "/model_group/info",
            "/models",
            "/v1/models",
            "/health");

    private AllowedRoutes() {}

    static void require(List<String> allowed, String path, RouteRule rule) {
        if (!allowed.isEmpty() && allowed.stream().noneMatch(entry -> opens(entry, path, rule))) {
            throw new GatewayException.RouteRefused(
                    403,
                    ("Virtual key is not allowed to call this route. "
                                    + "Only allowed to call routes: %s. Tried to call route: %s")
                            .formatted(
                                    allowed.stream()
                                            .map(route -> "'" + route + "'")
                                            .collect(Collectors.joining(", ", "[", "]")),
                                    path));
        }
    }

    private static boolean opens(String entry, String path, RouteRule rule) {
        if (INFERENCE_GROUPS.contains(entry)) {
            return rule.access() == Access.INFERENCE || isModelList(path);
        }
        return switch (entry) {
            case "anthropic_routes" -> path.startsWith("/v1/messages");
            case "info_routes" -> INFORMATION.contains(path) || isModelList(path);
            case "management_routes" -> rule.access() == Access.MANAGEMENT;
            default -> matches(entry, path);
        };
    }

    private static boolean isModelList(String path) {
        return path.equals("/models") || path.equals("/v1/models") || path.startsWith("/v1/models/");
    }

    private static boolean matches(String entry, String path) {
        if (entry.equals(path)) {
            return true;
        }
        if (entry.endsWith("/*")) {
            return path.startsWith(entry.substring(0, entry.length() - 1));
        }
        if (entry.endsWith("/")) {
            return path.startsWith(entry);
        }
        return entry.contains("{") && sameSegments(entry.split("/", -1), path.split("/", -1));
    }

    private static boolean sameSegments(String[] pattern, String[] path) {
        if (pattern.length != path.length) {
            return false;
        }
        for (int i = 0; i < pattern.length; i++) {
            if (!pattern[i].startsWith("{") && !pattern[i].equals(path[i])) {
                return false;
            }
        }
        return true;
    }
}
