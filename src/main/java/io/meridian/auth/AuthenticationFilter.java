package io.meridian.auth;

import io.meridian.api.CallNotes;
import io.meridian.api.Exchange;
import io.meridian.base.GatewayException;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.util.Objects;
import java.util.Optional;

/** Stands before one resource method and lets through who may call it. Thread-safe. */
@Priority(Priorities.AUTHENTICATION)
public final class AuthenticationFilter implements ContainerRequestFilter {
    /** Under which name a request carries its caller once it is known. */
    public static final String CALLER = "meridian.caller";

    /** Under which name a request carries what its caller may do. */
    public static final String PERMIT = "meridian.permit";

    private final Authenticator authenticator;
    private final PresentedKey presentedKey;
    private final RouteRule rule;

    /** {@code keyHeader}, if set, is the only header in which a key is looked for. */
    public AuthenticationFilter(Authenticator authenticator, Optional<String> keyHeader, RouteRule rule) {
        this.authenticator = authenticator;
        this.presentedKey = new PresentedKey(keyHeader);
        this.rule = rule;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        Exchange exchange = (Exchange) Objects.requireNonNull(request.getProperty(Exchange.PROPERTY));
        exchange.notes().inference = rule.access() == Access.INFERENCE;
        Caller caller = authenticator.authenticate(presentedKey.of(exchange));
        note(caller, exchange.notes());
        caller.key().ifPresent(key -> AllowedRoutes.require(key.access().allowedRoutes(), exchange.path(), rule));
        if (!rule.opensTo(caller)) {
            throw caller.isViewer() ? viewersLook(caller, exchange.path()) : adminsOnly(caller, exchange.path());
        }
        request.setProperty(CALLER, caller);
        request.setProperty(PERMIT, new Permit(rule, caller, authenticator::team));
    }

    private static void note(Caller caller, CallNotes notes) {
        notes.account = caller.account();
        notes.userId = caller.userId().orElse(null);
        caller.key().ifPresent(key -> {
            notes.keyMask = key.mask();
            notes.keyAlias = key.name().alias();
            notes.teamId = key.owner().teamId();
        });
    }

    private static GatewayException adminsOnly(Caller caller, String path) {
        return new GatewayException.Unauthenticated(
                "auth_error",
                ("Authentication Error, Only proxy admin can be used to generate, delete, update info for new "
                                + "keys/users/teams. Route=%s. Your role=%s. Your user_id=%s")
                        .formatted(
                                path,
                                caller.role().wireName(),
                                caller.userId()
                                        .map(AuthenticationFilter::masked)
                                        .orElse("None")),
                "None");
    }

    private static GatewayException viewersLook(Caller caller, String path) {
        return new GatewayException.Forbidden(
                "auth_error",
                "Authentication Error, a viewer may not call this route. Route=%s. Your role=%s"
                        .formatted(path, caller.role().wireName()),
                "None");
    }

    private static String masked(String userId) {
        return userId.length() <= 4 ? "****" : userId.substring(0, 2) + "****" + userId.substring(userId.length() - 2);
    }
}
