package io.meridian.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.auth.RouteRule;
import io.meridian.auth.RouteTable;
import io.meridian.config.ConfigLoader;
import io.meridian.config.GatewayConfig;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.glassfish.jersey.server.model.Resource;
import org.glassfish.jersey.server.model.ResourceMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which routes an instance has under each combination of the three flags, and who may call them. */
class RouteTableTest {
    private static final List<String> FLAGS =
            List.of("DISABLE_ADMIN_ENDPOINTS", "DISABLE_LLM_API_ENDPOINTS", "DISABLE_ADMIN_UI");

    @TempDir
    private java.nio.file.Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "all",
                "no-ui",
                "no-llm",
                "no-llm-no-ui",
                "no-admin",
                "no-admin-no-ui",
                "no-admin-no-llm",
                "nothing"
            })
    void servesExactlyTheRoutesOfItsFlags(String flags) throws IOException {
        List<String> routes = routesOf(flags);
        java.nio.file.Path actual = Files.write(
                Files.createDirectories(java.nio.file.Path.of("target")).resolve("routes-" + flags + ".txt"), routes);
        assertThat(routes)
                .as("the reviewed table; if the change is meant, take %s", actual)
                .isEqualTo(reviewed(flags));
    }

    @Test
    void hasALineForEveryRouteAndARouteForEveryLine() throws IOException {
        try (Gateway gateway = Gateway.start(config("no-ui"), false)) {
            assertThat(methods(gateway)
                            .map(RouteTableTest::rule)
                            .filter(rule -> !rule.path().equals("*")))
                    .containsExactlyInAnyOrderElementsOf(RouteTable.ours().rules());
        }
    }

    @Test
    void aMethodWithoutALineIsNotServed() throws NoSuchMethodException {
        Method unlisted = Unlisted.class.getDeclaredMethod("get");
        assertThatThrownBy(() -> AuthenticationFeature.ruleOf(Unlisted.class, unlisted))
                .hasMessage("nobody said who may call GET /unlisted/{id}");
    }

    /** Nobody put it into the table. */
    @Path("unlisted")
    static final class Unlisted {
        @GET
        @Path("{id: [a-z]{2,}(/.*)?}")
        void get() {}
    }

    private List<String> routesOf(String flags) throws IOException {
        try (Gateway gateway = Gateway.start(config(flags), false)) {
            Map<String, Set<String>> routes = new TreeMap<>();
            for (Resource resource : gateway.resources().routes().getResources()) {
                collect("", resource, routes);
            }
            return routes.entrySet().stream()
                    .map(route -> "%s %s".formatted(route.getKey(), String.join(",", route.getValue())))
                    .toList();
        }
    }

    private static Stream<ResourceMethod> methods(Gateway gateway) {
        List<ResourceMethod> methods = new ArrayList<>();
        gateway.resources().routes().getResources().forEach(resource -> collect(resource, methods));
        assertThat(methods).isNotEmpty();
        return methods.stream();
    }

    private static void collect(Resource resource, List<ResourceMethod> methods) {
        methods.addAll(ours(resource));
        resource.getChildResources().forEach(child -> collect(child, methods));
    }

    private static void collect(String prefix, Resource resource, Map<String, Set<String>> routes) {
        String path = join(prefix, resource.getPath());
        for (ResourceMethod method : ours(resource)) {
            if (method.getInvocable().getHandler().getHandlerClass() == NotServed.class) {
                // not-served.txt is a list of its own
                continue;
            }
            String handler =
                    method.getInvocable().getHandler().getHandlerClass().getSimpleName();
            routes.computeIfAbsent(
                            "%s %s %s".formatted(path, rule(method).access(), handler), ignored -> new TreeSet<>())
                    .add(method.getHttpMethod());
        }
        for (Resource child : resource.getChildResources()) {
            collect(path, child, routes);
        }
    }

    /** Those that Jersey adds by itself answer OPTIONS and reach nothing of ours. */
    private static List<ResourceMethod> ours(Resource resource) {
        return resource.getAllMethods().stream()
                .filter(method -> !method.isExtended())
                .toList();
    }

    private static RouteRule rule(ResourceMethod method) {
        return AuthenticationFeature.ruleOf(
                method.getInvocable().getHandler().getHandlerClass(),
                method.getInvocable().getHandlingMethod());
    }

    private static String join(String prefix, String path) {
        String separated = path.startsWith("/") || prefix.endsWith("/") ? path : "/" + path;
        return prefix.equals("/") && separated.startsWith("/") ? separated : prefix + separated;
    }

    private GatewayConfig config(String flags) {
        Map<String, String> environment = new TreeMap<>(
                Map.of("LITELLM_MASTER_KEY", TestGateway.MASTER_KEY, "MERIDIAN_DATA_DIR", folder.toString()));
        List<String> off = flags.equals("nothing") ? List.of("admin", "llm", "ui") : List.of(flags.split("-"));
        for (int i = 0; i < FLAGS.size(); i++) {
            environment.put(
                    FLAGS.get(i),
                    Boolean.toString(off.contains(List.of("admin", "llm", "ui").get(i))));
        }
        return ConfigLoader.load(Optional.empty(), environment, false, Deployments::isAddressKnown)
                .config();
    }

    private static List<String> reviewed(String flags) throws IOException {
        try (InputStream table = RouteTableTest.class.getResourceAsStream("routes-" + flags + ".txt")) {
            return table == null
                    ? List.of()
                    : new String(table.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList();
        }
    }
}
