package io.meridian.admin.key;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.Form;
import io.meridian.admin.form.Sent;
import io.meridian.admin.office.Office;
import io.meridian.api.Exchange;
import io.meridian.auth.KeyHash;
import io.meridian.auth.Permit;
import io.meridian.auth.VirtualKey;
import io.meridian.base.JsonText;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Virtual keys, made, changed and ended by curl. */
@Singleton
@Path("key")
public final class KeysResource {
    private final Optional<KeyDesk> desk;
    private final UnsupportedFields unsupported;

    @Inject
    KeysResource(Optional<KeyDesk> desk, UnsupportedFields unsupported) {
        this.desk = desk;
        this.unsupported = unsupported;
    }

    @POST
    @Path("generate")
    public void generate(@Context Exchange exchange, @Context Permit permit) throws IOException {
        answer(exchange, desk().make(Form.of(exchange.body()), Acting.of(exchange, permit)));
    }

    @POST
    @Path("service-account/generate")
    public void generateServiceAccount(@Context Exchange exchange, @Context Permit permit) throws IOException {
        answer(exchange, desk().makeServiceAccount(Form.of(exchange.body()), Acting.of(exchange, permit)));
    }

    @POST
    @Path("update")
    public void update(@Context Exchange exchange, @Context Permit permit) throws IOException {
        Form form = Form.of(exchange.body());
        String named = form.requireText("key");
        VirtualKey changed = desk().change(KeyHash.named(named), form, Acting.of(exchange, permit));
        unsupported.warn(changed);
        ObjectNode answer = JsonText.object().put("key", named);
        answer.setAll(row(changed));
        exchange.answerJson(200, JsonText.bytes(answer));
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
                        Acting.of(exchange, permit));
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

    private void setBlocked(Exchange exchange, Permit permit, boolean blocked) throws IOException {
        String named = Form.of(exchange.body()).requireText("key");
        VirtualKey key = desk().setBlocked(KeyHash.named(named), blocked, Acting.of(exchange, permit));
        exchange.answerJson(200, JsonText.bytes(row(key)));
    }

    private void answer(Exchange exchange, KeyMaker.Made made) throws IOException {
        unsupported.warn(made.key());
        exchange.answerJson(200, JsonText.bytes(KeyView.created(made, desk().accounts())));
    }

    private ObjectNode row(VirtualKey key) {
        KeyAccounts accounts = desk().accounts();
        return KeyView.row(key, accounts.spent(key), accounts);
    }

    private KeyDesk desk() {
        return Office.required(desk);
    }
}
