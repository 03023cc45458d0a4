package io.meridian.llm;

import io.meridian.auth.Caller;
import io.meridian.auth.VirtualKey;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonMember;
import io.meridian.base.JsonObject;
import io.meridian.base.JsonSyntaxException;
import java.util.List;
import java.util.Optional;

/** What a key demands of the bodies of its calls: parameters that must be there, and cache controls that may not. */
final class KeyDemands {
    private KeyDemands() {}

    static void require(Caller caller, Envelope envelope) {
        if (caller.key().isEmpty()) {
            return;
        }
        VirtualKey key = caller.key().get();
        try {
            for (String parameter : key.rules().enforcedParams()) {
                if (!has(envelope.body(), parameter)) {
                    throw new GatewayException.InvalidRequest(
                            "Missing required parameter: '%s'. This key demands it of every call.".formatted(parameter),
                            parameter);
                }
            }
            requireCacheControls(key.details().allowedCacheControls(), envelope.body());
        } catch (JsonSyntaxException malformed) {
            throw new GatewayException.InvalidRequest("Invalid JSON payload: " + malformed.text(), "request_body");
        }
    }

    /** None named means all are allowed. */
    private static void requireCacheControls(List<String> allowed, JsonObject body) throws JsonSyntaxException {
        if (allowed.isEmpty() || !body.has("cache")) {
            return;
        }
        Optional<JsonObject> controls = body.object("cache");
        if (controls.isEmpty()) {
            return;
        }
        for (JsonMember control : controls.get().members()) {
            if (!allowed.contains(control.name())) {
                throw new GatewayException.Forbidden(
                        "auth_error",
                        "Cache control '%s' is not allowed for this key. Allowed: %s"
                                .formatted(control.name(), String.join(", ", allowed)),
                        "cache");
            }
        }
    }

    /** A name with dots is one member, or leads through objects. */
    private static boolean has(JsonObject object, String path) throws JsonSyntaxException {
        if (object.has(path)) {
            return true;
        }
        int dot = path.indexOf('.');
        if (dot < 0) {
            return false;
        }
        Optional<JsonObject> inner = object.object(path.substring(0, dot));
        return inner.isPresent() && has(inner.get(), path.substring(dot + 1));
    }
}
