package io.meridian.server;

import io.meridian.auth.AuthenticationFilter;
import io.meridian.auth.Authenticator;
import io.meridian.auth.Requires;
import io.meridian.auth.Requires.Access;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import java.lang.reflect.Method;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts the right guard before every resource method; one that names none gets the strictest. */
final class AuthenticationFeature implements DynamicFeature {
    private final Map<Access, AuthenticationFilter> filters = new EnumMap<>(Access.class);

    AuthenticationFeature(Authenticator authenticator, Optional<String> keyHeader) {
        for (Access access : Access.values()) {
            filters.put(access, new AuthenticationFilter(authenticator, keyHeader, access));
        }
    }

    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        Access access = required(resource.getResourceClass(), resource.getResourceMethod());
        if (access != Access.PUBLIC) {
            context.register(filters.get(access));
        }
    }

    static Access required(Class<?> type, Method method) {
        @Nullable Requires onMethod = method.getAnnotation(Requires.class);
        @Nullable Requires onType = type.getAnnotation(Requires.class);
        if (onMethod != null) {
            return onMethod.value();
        }
        return onType != null ? onType.value() : Access.ADMIN;
    }
}
