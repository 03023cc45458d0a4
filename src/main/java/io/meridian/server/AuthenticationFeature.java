package io.meridian.server;

import io.meridian.auth.Access;
import io.meridian.auth.AuthenticationFilter;
import io.meridian.auth.Authenticator;
import io.meridian.auth.RouteRule;
import io.meridian.auth.RouteTable;
import io.meridian.directory.Role;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.Set;

/** Puts before every resource method the guard that the table of routes asks for; without a line nothing starts. */
final class AuthenticationFeature implements DynamicFeature {
    /** Of what Jersey adds by itself, such as answers to OPTIONS. */
    private static final RouteRule JERSEYS =
            new RouteRule("*", "*", Access.MANAGEMENT, Set.of(Role.PROXY_ADMIN), Set.of());

    private final Authenticator authenticator;
    private final Optional<String> keyHeader;
    private final Set<String> opened;

    /** {@code opened} are paths for which the configuration asks for no key. */
    AuthenticationFeature(Authenticator authenticator, Optional<String> keyHeader, Set<String> opened) {
        this.authenticator = authenticator;
        this.keyHeader = keyHeader;
        this.opened = Set.copyOf(opened);
    }

    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        RouteRule rule = ruleOf(resource.getResourceClass(), resource.getResourceMethod());
        if (rule.access() != Access.PUBLIC && !opened.contains(rule.path())) {
            context.register(new AuthenticationFilter(authenticator, keyHeader, rule));
        }
    }

    static RouteRule ruleOf(Class<?> type, Method method) {
        if (DisabledSurface.class.isAssignableFrom(type)) {
            return DisabledSurface.ruleOf(type);
        }
        if (type == NotServed.class) {
            return NotServed.rule();
        }
        return RoutePath.of(type, method)
                .map(path -> RouteTable.ours()
                        .find(path.method(), path.template())
                        .orElseThrow(() -> new IllegalStateException(
                                "nobody said who may call %s %s".formatted(path.method(), path.template()))))
                .orElse(JERSEYS);
    }
}
