package io.meridian.admin.invitation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.Form;
import io.meridian.admin.office.Office;
import io.meridian.api.Exchange;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import io.meridian.directory.User;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What somebody who has been invited does; the link is all they have to show. */
@Singleton
@Path("onboarding")
public final class OnboardingResource {
    private final Optional<InvitationDesk> desk;

    @Inject
    OnboardingResource(Optional<InvitationDesk> desk) {
        this.desk = desk;
    }

    /** Whom a link is for. It is not used up by looking. */
    @GET
    @Path("get_token")
    public void look(@Context Exchange exchange) throws IOException {
        String link = exchange.query("invite_link")
                .orElseThrow(
                        () -> new GatewayException.Unprocessable(List.of(new GatewayException.Unprocessable.Problem(
                                List.of("query", "invite_link"), "missing", "Field required"))));
        answer(exchange, desk().invited(link));
    }

    @POST
    @Path("claim_token")
    public void claim(@Context Exchange exchange) throws IOException {
        Form form = Form.of(exchange.body());
        String link = form.requireText("invitation_link");
        String user = form.requireText("user_id");
        answer(exchange, desk().claim(link, user, form.requireText("password")));
    }

    /** There is no token yet: sessions come with sign-in. */
    private static void answer(Exchange exchange, User user) throws IOException {
        ObjectNode answer = JsonText.object()
                .put("login_url", exchange.link("/ui/login"))
                .put("user_id", user.id())
                .put("user_email", user.name().email())
                .putNull("token");
        exchange.answerJson(200, JsonText.bytes(answer));
    }

    private InvitationDesk desk() {
        return Office.required(desk);
    }
}
