package io.meridian.admin.key;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.audit.Actor;
import io.meridian.admin.form.Form;
import io.meridian.admin.form.Sent;
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
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Virtual keys, administered by curl. */
@Singleton
@Path("key")
public final class KeysResource {
    private final Optional<KeyDesk> desk;
    private final UnsupportedFields unsupported = new UnsupportedFields();

    @Inject
    KeysResource(Optional<KeyDesk> desk) {
        this.desk = desk;
    }

    @POST
    @Path("generate")
    public void generate(@Context Exchange exchange, @Context Permit permit) throws IOException {
        KeyDesk.Made made = desk().make(Form.of(exchange.body()), permit, Actor.of(permit.caller(), exchange));
        unsupported.warn(made.key());
        exchange.answerJson(200, JsonText.bytes(KeyView.created(made, desk().period(made.key()))));
    }

    @POST
    @Path("update")
    public void update(@Context Exchange exchange, @Context Permit permit) throws IOException {
        Form form = Form.of(exchange.body());
        String named = form.requireText("key");
        VirtualKey changed = desk().change(KeyHash.named(named), form, permit, Actor.of(permit.caller(), exchange));
        unsupported.warn(changed);
        exchange.answerJson(200, JsonText.bytes(view(named, changed)));
    }

    @POST
    @Path("delete")
    public void delete(@Context Exchange exchange, @Context Permit permit) throws IOException {
        Form form = Form.of(exchange.body());
        Sent<List<String>> keys = form.texts("keys");
        Sent<List<String>> aliases = form.texts("key_aliases");
        if (keys.value() == null && aliases.value() == null) {
            form.problem("keys", "missing", "Field required: keys or key_aliases");
        }
        form.check();
        List<String> named = Objects.requireNonNullElse(keys.value(), List.<String>of());
        List<KeyHash> deleted = desk().delete(
                        named.stream().map(KeyHash::named).toList(),
                        Objects.requireNonNullElse(aliases.value(), List.<String>of()),
                        permit,
                        Actor.of(permit.caller(), exchange));
        ObjectNode answer = JsonText.object();
        List<String> shown =
                named.isEmpty() ? deleted.stream().map(KeyHash::hex).toList() : named;
        shown.forEach(answer.putArray("deleted_keys")::add);
        exchange.answerJson(200, JsonText.bytes(answer));
    }

    @POST
    @Path("block")
    public void block(@Context Exchange exchange, @Context Permit permit) throws IOException {
        setBlocked(exchange, permit, true);
    }

    @POST
    @Path("unblock")
    public void unblock(@Context Exchange exchange, @Context Permit permit) throws IOException {
        setBlocked(exchange, permit, false);
    }

    /** Administrators see every key; everybody else the one they come with, and those of the same user. */
    @GET
    @Path("info")
    public void info(@Context Exchange exchange, @Context Permit permit) throws IOException {
        Optional<String> named = exchange.query("key");
        KeyHash hash = named.map(KeyHash::named)
                .or(() -> permit.caller().key().map(VirtualKey::hash))
                .orElseThrow(KeyDesk::unknown);
        VirtualKey key = desk().find(hash).orElseThrow(KeyDesk::unknown);
        permit.require(Subject.of(key), () -> foreign(permit.caller()));
        ObjectNode answer = JsonText.object();
        answer.put("key", named.orElse(hash.hex()));
        answer.set("info", KeyView.of(key, desk().spent(key), desk().period(key)));
        exchange.answerJson(200, JsonText.bytes(answer));
    }

    private void setBlocked(Exchange exchange, Permit permit, boolean blocked) throws IOException {
        String named = Form.of(exchange.body()).requireText("key");
        VirtualKey key = desk().setBlocked(KeyHash.named(named), blocked, permit, Actor.of(permit.caller(), exchange));
        ObjectNode answer = JsonText.object().put("token", key.hash().hex());
        answer.setAll(KeyView.of(key, desk().spent(key), desk().period(key)));
        exchange.answerJson(200, JsonText.bytes(answer));
    }

    private ObjectNode view(String named, VirtualKey key) {
        ObjectNode answer =
                JsonText.object().put("key", named).put("token", key.hash().hex());
        answer.setAll(KeyView.of(key, desk().spent(key), desk().period(key)));
        return answer;
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
