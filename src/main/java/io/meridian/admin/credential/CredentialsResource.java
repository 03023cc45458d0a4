package io.meridian.admin.credential;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.audit.Actor;
import io.meridian.admin.form.Form;
import io.meridian.admin.office.Office;
import io.meridian.api.Exchange;
import io.meridian.auth.Caller;
import io.meridian.base.JsonText;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.util.Optional;

/** What opens providers' doors, by a name that models ask for. */
@Singleton
@Path("credentials")
public final class CredentialsResource {
    private final Optional<CredentialDesk> desk;

    @Inject
    CredentialsResource(Optional<CredentialDesk> desk) {
        this.desk = desk;
    }

    @POST
    public void make(@Context Exchange exchange, @Context Caller caller) throws IOException {
        desk().make(Form.of(exchange.body()), Actor.of(caller, exchange));
        answer(exchange, success("Credential created successfully"));
    }

    @GET
    public void list(@Context Exchange exchange) throws IOException {
        ObjectNode answer = JsonText.object().put("success", true);
        ArrayNode credentials = answer.putArray("credentials");
        desk().all().forEach(shown -> credentials.add(shown.json()));
        answer(exchange, answer);
    }

    @GET
    @Path("by_name/{credential_name: .+}")
    public void byName(@PathParam("credential_name") String name, @Context Exchange exchange) throws IOException {
        answer(exchange, desk().find(name).json());
    }

    @GET
    @Path("by_model/{model_id: .+}")
    public void byModel(@PathParam("model_id") String id, @Context Exchange exchange) throws IOException {
        answer(exchange, desk().ofModel(id).json());
    }

    @PATCH
    @Path("{credential_name: .+}")
    public void update(@PathParam("credential_name") String name, @Context Exchange exchange, @Context Caller caller)
            throws IOException {
        desk().change(name, Form.of(exchange.body()), Actor.of(caller, exchange));
        answer(exchange, success("Credential updated successfully"));
    }

    @DELETE
    @Path("{credential_name: .+}")
    public void delete(@PathParam("credential_name") String name, @Context Exchange exchange, @Context Caller caller)
            throws IOException {
        desk().delete(name, Actor.of(caller, exchange));
        answer(exchange, success("Credential deleted successfully"));
    }

    private static ObjectNode success(String message) {
        return JsonText.object().put("success", true).put("message", message);
    }

    private static void answer(Exchange exchange, ObjectNode body) throws IOException {
        exchange.answerJson(200, JsonText.bytes(body));
    }

    private CredentialDesk desk() {
        return Office.required(desk);
    }
}
