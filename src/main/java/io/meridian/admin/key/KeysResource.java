package io.meridian.admin.key;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.audit.Actor;
import io.meridian.admin.form.Form;
import io.meridian.admin.form.Sent;
import io.meridian.api.Exchange;
import io.meridian.auth.Caller;
import io.meridian.auth.KeyHash;
import io.meridian.auth.Requires;
import io.meridian.auth.Requires.Access;
import io.meridian.auth.VirtualKey;
import io.meridian.base.BudgetPeriod;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import io.meridian.base.Usd;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Virtual keys, administered by curl. */
@Singleton
@Path("key")
@Requires(Access.ADMIN)
public final class KeysResource {
    private final Optional<KeyDesk> desk;
    private final KeySpend spend;
    private final UnsupportedFields unsupported = new UnsupportedFields();
    private final Clock clock;

    @Inject
    KeysResource(Optional<KeyDesk> desk, KeySpend spend, Clock clock) {
        this.desk = desk;
        this.spend = spend;
        this.clock = clock;
    }

    /** What a key has spent, wherever that is kept. */
    @FunctionalInterface
    public interface KeySpend {
        Usd of(KeyHash key, Instant periodStart);
    }

    @POST
    @Path("generate")
    public void generate(@Context Exchange exchange, @Context Caller caller) throws IOException {
        KeyDesk.Made made = desk().make(Form.of(exchange.body()), Actor.of(caller, exchange));
        unsupported.warn(made.key());
        exchange.answerJson(200, JsonText.bytes(KeyView.created(made, period(made.key()))));
    }

    @POST
    @Path("update")
    public void update(@Context Exchange exchange, @Context Caller caller) throws IOException {
        Form form = Form.of(exchange.body());
        String named = form.requireText("key");
        VirtualKey changed = desk().change(KeyHash.named(named), form, Actor.of(caller, exchange));
        unsupported.warn(changed);
        exchange.answerJson(200, JsonText.bytes(view(named, changed)));
    }

    @POST
    @Path("delete")
    public void delete(@Context Exchange exchange, @Context Caller caller) throws IOException {
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
                        Actor.of(caller, exchange));
        ObjectNode answer = JsonText.object();
        List<String> shown =
                named.isEmpty() ? deleted.stream().map(KeyHash::hex).toList() : named;
        shown.forEach(answer.putArray("deleted_keys")::add);
        exchange.answerJson(200, JsonText.bytes(answer));
    }

    @POST
    @Path("block")
    public void block(@Context Exchange exchange, @Context Caller caller) throws IOException {
        setBlocked(exchange, caller, true);
    }

    @POST
    @Path("unblock")
    public void unblock(@Context Exchange exchange, @Context Caller caller) throws IOException {
        setBlocked(exchange, caller, false);
    }

    /** Administrators see every key; everybody else the one they come with, and those of the same user. */
    @GET
    @Path("info")
    @Requires(Access.CALLER)
    public void info(@Context Exchange exchange, @Context Caller caller) throws IOException {
        Optional<String> named = exchange.query("key");
        KeyHash hash = named.map(KeyHash::named)
                .or(() -> caller.key().map(VirtualKey::hash))
                .orElseThrow(KeyDesk::unknown);
        VirtualKey key = desk().find(hash).orElseThrow(KeyDesk::unknown);
        requireOwn(key, caller);
        ObjectNode answer = JsonText.object();
        answer.put("key", named.orElse(hash.hex()));
        answer.set("info", KeyView.of(key, spent(key), period(key)));
        exchange.answerJson(200, JsonText.bytes(answer));
    }

    private void setBlocked(Exchange exchange, Caller caller, boolean blocked) throws IOException {
        String named = Form.of(exchange.body()).requireText("key");
        VirtualKey key = desk().setBlocked(KeyHash.named(named), blocked, Actor.of(caller, exchange));
        ObjectNode answer = JsonText.object().put("token", key.hash().hex());
        answer.setAll(KeyView.of(key, spent(key), period(key)));
        exchange.answerJson(200, JsonText.bytes(answer));
    }

    private ObjectNode view(String named, VirtualKey key) {
        ObjectNode answer =
                JsonText.object().put("key", named).put("token", key.hash().hex());
        answer.setAll(KeyView.of(key, spent(key), period(key)));
        return answer;
    }

    /** Two keys that belong to nobody do not belong to each other. */
    private static void requireOwn(VirtualKey key, Caller caller) {
        boolean own = caller.isAdmin()
                || caller.key()
                        .map(callers -> callers.hash().equals(key.hash())
                                || (key.owner().userId() != null
                                        && key.owner()
                                                .userId()
                                                .equals(callers.owner().userId())))
                        .orElse(false);
        if (!own) {
            throw new GatewayException.Forbidden(
                    "auth_error",
                    "You are not allowed to access this key's info. Your role="
                            + caller.role().wireName(),
                    "key");
        }
    }

    private Usd spent(VirtualKey key) {
        return spend.of(key.hash(), period(key).start());
    }

    private BudgetPeriod period(VirtualKey key) {
        return key.budgetPeriod(clock.instant(), desk().zone());
    }

    private KeyDesk desk() {
        return desk.orElseThrow(() -> new GatewayException.NoDatabase(
                500, "DB not connected. Management routes need a database: set DATABASE_URL.", null));
    }
}
