package io.meridian.admin.key;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.office.Office;
import io.meridian.api.Exchange;
import io.meridian.auth.Caller;
import io.meridian.auth.KeyHash;
import io.meridian.auth.Permit;
import io.meridian.auth.Subject;
import io.meridian.auth.VirtualKey;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.util.Optional;

/** What a key is and whether it works. */
@Singleton
@Path("key")
public final class KeyInfoResource {
    private final Optional<KeyDesk> desk;

    @Inject
    KeyInfoResource(Optional<KeyDesk> desk) {
        this.desk = desk;
    }

    /** Administrators see every key; everybody else the one they come with, and those they are tied to. */
    @GET
    @Path("info")
    public void info(@Context Exchange exchange, @Context Permit permit) throws IOException {
        Optional<String> named = exchange.query("key");
        Optional<String> alias = exchange.query("key_alias");
        VirtualKey key = (named.isEmpty() && alias.isPresent()
                        ? alias.flatMap(desk()::findByAlias)
                        : named.map(KeyHash::named)
                                .or(() -> permit.caller().key().map(VirtualKey::hash))
                                .flatMap(desk()::find))
                .orElseThrow(KeyRegister::unknown);
        permit.require(Subject.of(key), () -> foreign(permit.caller()));
        ObjectNode answer = JsonText.object();
        answer.put("key", named.orElse(key.hash().hex()));
        answer.set("info", KeyView.of(key, desk().accounts()));
        exchange.answerJson(200, JsonText.bytes(answer));
    }

    /** Whoever gets here has a key that works; what it is to be reported to is not there yet. */
    @POST
    @Path("health")
    public void health(@Context Exchange exchange, @Context Permit permit) throws IOException {
        JsonNode logging = permit.caller()
                .key()
                .map(key -> JsonText.stored(key.details().metadata()).path("logging"))
                .orElseGet(JsonText::array);
        ObjectNode answer = JsonText.object().put("key", "healthy").putNull("logging_callbacks");
        if (!logging.isEmpty()) {
            ObjectNode status = answer.putObject("logging_callbacks");
            logging.forEach(callback -> status.withArray("callbacks")
                    .add(callback.path("callback_name").asText()));
            status.put("status", "unhealthy").put("details", "Callbacks of a key are not supported.");
        }
        exchange.answerJson(200, JsonText.bytes(answer));
    }

    private static GatewayException foreign(Caller caller) {
        return new GatewayException.Forbidden(
                "auth_error",
                "You are not allowed to access this key's info. Your role="
                        + caller.role().wireName(),
                "key");
    }

    private KeyDesk desk() {
        return Office.required(desk);
    }
}
