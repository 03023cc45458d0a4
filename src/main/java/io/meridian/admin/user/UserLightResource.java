package io.meridian.admin.user;

import io.meridian.admin.office.Office;
import io.meridian.api.Exchange;
import io.meridian.auth.Permit;
import io.meridian.auth.Subject;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import io.meridian.directory.User;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.util.Optional;

/** A user without keys and teams. */
@Singleton
@Path("v2/user")
public final class UserLightResource {
    private final Optional<UserReading> reading;

    @Inject
    UserLightResource(Optional<UserReading> reading) {
        this.reading = reading;
    }

    /** Whoever may not see a user learns not even that it exists. */
    @GET
    @Path("info")
    public void info(@Context Exchange exchange, @Context Permit permit) throws IOException {
        UserReading users = Office.required(reading);
        String id = exchange.query("user_id")
                .filter(named -> !named.isEmpty())
                .map(users::meant)
                .orElseThrow(() -> new GatewayException.BadRequest("user_id is required.", "user_id"));
        User user = users.find(id)
                .filter(found -> permit.covers(Subject.ofUser(id))
                        || users.teamsOf(id).stream().anyMatch(permit.teams()::contains))
                .orElseThrow(() -> UserReadsResource.unknown(id));
        exchange.answerJson(200, JsonText.bytes(users.light(user)));
    }
}
