package io.meridian.admin.team;

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

/** Teams, administered by curl. */
@Singleton
@Path("team")
public final class TeamsResource {
    private final Optional<TeamDesk> desk;

    @Inject
    TeamsResource(Optional<TeamDesk> desk) {
        this.desk = desk;
    }

    @POST
    @Path("new")
    public void make(@Context Exchange exchange, @Context Permit permit) throws IOException {
        exchange.answerJson(200, JsonText.bytes(desk().make(Form.of(exchange.body()), permit)));
    }

    private TeamDesk desk() {
        return Office.required(desk);
    }
}
