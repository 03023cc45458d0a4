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
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can be seen of teams. */
@Singleton
@Path("team")
public final class TeamReadsResource {
    /** So many teams are told at once where the contract has no pages; {@code page} goes on. */
    private static final int UNPAGED = 500;

    private static final int MOST_KEYS = 1_000;
    private static final int MOST_NAMES = 100;

    private final Optional<TeamReading> reading;
    private final Set<String> available;

    @Inject
    TeamReadsResource(Optional<TeamReading> reading, Set<String> available) {
        this.reading = reading;
        this.available = available;
    }

    @GET
    @Path("info")
    public void info(@Context Exchange exchange, @Context Permit permit) throws IOException {
        String id = Query.require(exchange, "team_id");
        int keys = Query.count(exchange, "key_limit", MOST_KEYS, MOST_KEYS);
        exchange.answerJson(200, JsonText.bytes(reading().info(id, permit, keys)));
    }

    /** Whoever does not see all teams asks for their own. */
    @GET
    @Path("list")
    public void list(@Context Exchange exchange, @Context Permit permit) throws IOException {
        Optional<String> user = exchange.query("user_id");
        boolean own = user.isPresent() && user.equals(permit.caller().userId());
        if (!permit.isUnlimited() && !own && permit.organizations().isEmpty()) {
            throw new GatewayException.Unauthenticated(
                    "auth_error",
                    "Authentication Error, only administrators may list all teams. Pass your own user_id=%s"
                            .formatted(permit.caller().userId().orElse(null)),
                    "user_id");
        }
        Page page = Page.of(exchange, "page_size", UNPAGED, UNPAGED);
        TeamListStore.Filter filter = ofOrganization(exchange);
        filter = user.isPresent() ? filter.of(user.get()) : filter;
        filter = own ? filter : filter.seenBy(TeamReading.visible(permit));
        exchange.answerJson(200, JsonText.bytes(reading().list(filter, page)));
    }

    @GET
    @Path("available")
    public void available(@Context Exchange exchange, @Context Permit permit) throws IOException {
        exchange.answerJson(
                200,
                JsonText.bytes(reading().joinable(available.stream().sorted().toList(), permit)));
    }

    @GET
    @Path("filter/ui")
    public void filter(@Context Exchange exchange, @Context Permit permit) throws IOException {
        TeamListStore.Filter filter = new TeamListStore.Filter(
                TeamReading.visible(permit),
                Optional.empty(),
                exchange.query("team_id"),
                exchange.query("team_alias"),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty());
        Page page = Page.of(exchange, "page_size", MOST_NAMES, MOST_NAMES);
        exchange.answerJson(200, JsonText.bytes(reading().names(filter, page)));
    }

    @GET
    @Path("{team_id}/members/me")
    public void me(@PathParam("team_id") String id, @Context Exchange exchange, @Context Permit permit)
            throws IOException {
        exchange.answerJson(200, JsonText.bytes(reading().own(id, permit)));
    }

    private static TeamListStore.Filter ofOrganization(Exchange exchange) {
        @Nullable String organization = exchange.query("organization_id").orElse(null);
        boolean without = "default_organization".equals(organization);
        return new TeamListStore.Filter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                without ? Optional.empty() : Optional.ofNullable(organization),
                without,
                Optional.empty());
    }

    private TeamReading reading() {
        return Office.required(reading);
    }
}
