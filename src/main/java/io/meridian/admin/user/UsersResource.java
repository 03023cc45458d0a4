package io.meridian.admin.user;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.Form;
import io.meridian.admin.office.Office;
import io.meridian.admin.people.Acting;
import io.meridian.api.Exchange;
import io.meridian.auth.Permit;
import io.meridian.base.JsonText;
import io.meridian.directory.User;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Users, administered by curl. */
@Singleton
@Path("user")
public final class UsersResource {
    private final Optional<UserDesk> desk;
    private final UserRestrictions restrictions = new UserRestrictions();

    @Inject
    UsersResource(Optional<UserDesk> desk) {
        this.desk = desk;
    }

    @POST
    @Path("new")
    public void make(@Context Exchange exchange, @Context Permit permit) throws IOException {
        UserDesk.Made made = desk().make(Form.of(exchange.body()), Acting.of(exchange, permit));
        restrictions.warn(made.user());
        exchange.answerJson(200, JsonText.bytes(desk().view(made)));
    }

    @POST
    @Path("update")
    public void update(@Context Exchange exchange, @Context Permit permit) throws IOException {
        User changed = desk().change(Form.of(exchange.body()), Acting.of(exchange, permit));
        restrictions.warn(changed);
        ObjectNode answer = JsonText.object().put("user_id", changed.id());
        answer.set("data", desk().view(changed));
        exchange.answerJson(200, JsonText.bytes(answer));
    }

    @POST
    @Path("bulk_update")
    public void updateMany(@Context Exchange exchange, @Context Permit permit) throws IOException {
        permit.requireUnlimited();
        exchange.answerJson(
                200,
                JsonText.bytes(new UserBatch(desk()).update(Form.of(exchange.body()), Acting.of(exchange, permit))));
    }

    /** The answer is the bare number of users deleted. */
    @POST
    @Path("delete")
    public void delete(@Context Exchange exchange, @Context Permit permit) throws IOException {
        permit.requireUnlimited();
        Form form = Form.of(exchange.body());
        List<String> ids = form.require("user_ids", form.texts("user_ids"));
        form.check();
        int deleted = desk().delete(ids, Acting.of(exchange, permit));
        exchange.answerJson(200, Integer.toString(deleted).getBytes(StandardCharsets.UTF_8));
    }

    private UserDesk desk() {
        return Office.required(desk);
    }
}
