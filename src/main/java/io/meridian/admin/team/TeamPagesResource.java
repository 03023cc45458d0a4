package io.meridian.admin.team;

import io.meridian.admin.form.Page;
import io.meridian.admin.form.Query;
import io.meridian.admin.office.Office;
import io.meridian.api.Exchange;
import io.meridian.auth.Permit;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import io.meridian.directory.TeamListStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.util.Optional;

/** Teams by the page. */
@Singleton
@Path("v2/team")
public final class TeamPagesResource {
    private static final int STANDARD = 10;
    private static final int LARGEST = 100;

    private final Optional<TeamReading> reading;

    @Inject
    TeamPagesResource(Optional<TeamReading> reading) {
        this.reading = reading;
    }

    @GET
    @Path("list")
    public void list(@Context Exchange exchange, @Context Permit permit) throws IOException {
        Page page = Page.of(exchange, "page_size", STANDARD, LARGEST);
        Optional<TeamListStore.Order> order = Query.oneOf(exchange, "sort_by", TeamListStore.Order.class);
        TeamReading.Sorting sorting = new TeamReading.Sorting(
                order.orElse(TeamListStore.Order.CREATED_AT), Query.isDescending(exchange, order.isEmpty()));
        TeamListStore.Filter filter = filter(exchange, permit);
        TeamReading teams = Office.required(reading);
        Optional<String> status = exchange.query("status");
        if (status.isPresent() && !status.get().equals("deleted")) {
            throw new GatewayException.BadRequest("Invalid status. Only 'deleted' can be asked for.", "status");
        }
        exchange.answerJson(
                200,
                JsonText.bytes(
                        status.isPresent() ? teams.gone(filter, sorting, page) : teams.page(filter, sorting, page)));
    }

    private static TeamListStore.Filter filter(Exchange exchange, Permit permit) {
        Optional<String> user = exchange.query("user_id");
        boolean own = user.isEmpty() || user.equals(permit.caller().userId());
        if (!permit.isUnlimited() && !own && permit.organizations().isEmpty()) {
            throw new GatewayException.Forbidden(
                    "auth_error", "You may only list teams of your own. Got user_id=" + user.get(), "user_id");
        }
        boolean prefix =
                exchange.query("search_team_id_match").filter("prefix"::equals).isPresent();
        return new TeamListStore.Filter(
                TeamReading.visible(permit),
                prefix ? Optional.empty() : exchange.query("team_id"),
                prefix ? exchange.query("team_id") : Optional.empty(),
                exchange.query("team_alias"),
                exchange.query("search"),
                exchange.query("organization_id"),
                false,
                user);
    }
}
