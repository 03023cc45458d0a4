package io.meridian.admin.key;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.Form;
import io.meridian.admin.form.View;
import io.meridian.admin.office.Office;
import io.meridian.api.Exchange;
import io.meridian.auth.Permit;
import io.meridian.base.JsonText;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keys that are replaced, and spend that begins anew. */
@Singleton
@Path("key")
public final class KeyRotationResource {
    private final Optional<KeyRotation> rotation;

    @Inject
    KeyRotationResource(Optional<KeyRotation> rotation) {
        this.rotation = rotation;
    }

    @POST
    @Path("regenerate")
    public void regenerate(@Context Exchange exchange, @Context Permit permit) throws IOException {
        Form form = Form.of(exchange.body());
        @Nullable String named = form.text("key").value();
        regenerate(
                named == null ? exchange.query("key").orElseGet(() -> form.requireText("key")) : named,
                form,
                exchange,
                permit);
    }

    @POST
    @Path("{key_id}/regenerate")
    public void regenerateOne(@PathParam("key_id") String named, @Context Exchange exchange, @Context Permit permit)
            throws IOException {
        regenerate(named, Form.of(exchange.body()), exchange, permit);
    }

    @POST
    @Path("{key_id}/reset_spend")
    public void resetSpend(@PathParam("key_id") String named, @Context Exchange exchange, @Context Permit permit)
            throws IOException {
        KeyRotation.Reset reset = rotation().resetSpend(named, Form.of(exchange.body()), Acting.of(exchange, permit));
        ObjectNode answer = JsonText.object().put("key_hash", reset.key().hash().hex());
        answer.set("spend", JsonText.number(reset.spent().toDecimal()));
        answer.set("previous_spend", JsonText.number(reset.previous().toDecimal()));
        answer.set("max_budget", JsonText.number(reset.key().budget().max()));
        View.put(
                answer,
                "budget_reset_at",
                rotation().accounts().period(reset.key()).end().orElse(null));
        exchange.answerJson(200, JsonText.bytes(answer));
    }

    private void regenerate(String named, Form form, Exchange exchange, Permit permit) throws IOException {
        KeyMaker.Made made = rotation().regenerate(named, form, Acting.of(exchange, permit));
        exchange.answerJson(200, JsonText.bytes(KeyView.created(made, rotation().accounts())));
    }

    private KeyRotation rotation() {
        return Office.required(rotation);
    }
}
