package io.meridian.admin.user;

import io.meridian.admin.form.Form;
import io.meridian.admin.office.Office;
import io.meridian.api.Exchange;
import io.meridian.auth.Permit;
import io.meridian.base.JsonText;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.util.Optional;

/** Users, administered by curl. */
@Singleton
@Path("user")
public final class UsersResource {
    private final Optional<UserDesk> desk;

    @Inject
    UsersResource(Optional<UserDesk> desk) {
        this.desk = desk;
    }

    @POST
    @Path("new")
    public void make(@Context Exchange exchange, @Context Permit permit) throws IOException {
        exchange.answerJson(200, JsonText.bytes(desk().make(Form.of(exchange.body()), permit)));
    }

    private UserDesk desk() {
        return Office.required(desk);
    }
}
