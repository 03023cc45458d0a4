package io.meridian.admin.user;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.Page;
import io.meridian.admin.form.Query;
import io.meridian.admin.office.Office;
import io.meridian.api.Exchange;
import io.meridian.auth.Permit;
import io.meridian.auth.Subject;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import io.meridian.directory.Role;
import io.meridian.directory.User;
import io.meridian.directory.UserListStore;
import io.meridian.directory.Visible;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What can be seen of users. */
@Singleton
@Path("user")
public final class UserReadsResource {
    private static final int STANDARD = 25;
    private static final int NAMES = 50;
    private static final int LARGEST = 100;

    private final Optional<UserReading> reading;

    @Inject
    UserReadsResource(Optional<UserReading> reading) {
        this.reading = reading;
    }

    /** Without a name: oneself; administrators see the newest of everything. */
    @GET
    @Path("info")
    public void info(@Context Exchange exchange, @Context Permit permit) throws IOException {
        Optional<String> named = exchange.query("user_id");
        Optional<String> own = permit.caller().userId();
        if (named.isEmpty() && permit.isUnlimited()) {
            exchange.answerJson(200, JsonText.bytes(reading().everything(own)));
            return;
        }
        String id = named.map(reading()::meant).or(() -> own).orElseThrow(() -> unknown("None"));
        permit.require(Subject.ofUser(id), () -> foreign(id, permit));
        User user = reading().find(id).orElseThrow(() -> unknown(id));
        exchange.answerJson(200, JsonText.bytes(reading().info(user)));
    }

    @GET
    @Path("list")
    public void list(@Context Exchange exchange, @Context Permit permit) throws IOException {
        if (!permit.isUnlimited() && permit.organizations().isEmpty()) {
            throw new GatewayException.Forbidden(
                    "auth_error", "Only proxy admins and organization admins can list users.", null);
        }
        Page page = Page.of(exchange, "page_size", STANDARD, LARGEST);
        Optional<UserListStore.Order> order = Query.oneOf(exchange, "sort_by", UserListStore.Order.class);
        boolean descending = Query.isDescending(exchange, order.isEmpty());
        exchange.answerJson(
                200,
                JsonText.bytes(reading()
                        .page(
                                asked(exchange, permit),
                                order.orElse(UserListStore.Order.CREATED_AT),
                                descending,
                                page)));
    }

    @GET
    @Path("available_roles")
    public void roles(@Context Exchange exchange) throws IOException {
        ObjectNode answer = JsonText.object();
        for (Role role : Role.values()) {
            answer.putObject(role.wireName())
                    .put("description", description(role))
                    .put("ui_label", label(role));
        }
        exchange.answerJson(200, JsonText.bytes(answer));
    }

    /** There are no seats to be sold here, so none are left over or used up. */
    @GET
    @Path("available_users")
    public void seats(@Context Exchange exchange, @Context Permit permit) throws IOException {
        ObjectNode answer = JsonText.object();
        answer.putNull("total_users").putNull("total_teams");
        answer.put("total_users_used", permit.caller().isAdmin() ? reading().count() : null);
        answer.putNull("total_users_remaining").putNull("total_teams_used").putNull("total_teams_remaining");
        exchange.answerJson(200, JsonText.bytes(answer));
    }

    @GET
    @Path("filter/ui")
    public void filter(@Context Exchange exchange, @Context Permit permit) throws IOException {
        Page page = Page.of(exchange, "page_size", NAMES, LARGEST);
        UserListStore.Filter filter = new UserListStore.Filter(
                visible(permit),
                Optional.empty(),
                List.of(),
                List.of(),
                exchange.query("user_id"),
                exchange.query("user_email"),
                Optional.empty(),
                exchange.query("team_id"),
                List.of());
        exchange.answerJson(200, JsonText.bytes(reading().names(filter, page)));
    }

    /** One id may be a part of one; several are whole. */
    private static UserListStore.Filter asked(Exchange exchange, Permit permit) {
        List<String> ids = Query.names(exchange, "user_ids");
        return new UserListStore.Filter(
                visible(permit),
                Query.oneOf(exchange, "role", Role.class),
                ids.size() > 1 ? ids : List.of(),
                Query.names(exchange, "sso_user_ids"),
                ids.size() == 1 ? Optional.of(ids.getFirst()) : Optional.empty(),
                exchange.query("user_email"),
                exchange.query("search"),
                exchange.query("team"),
                Query.names(exchange, "organization_ids"));
    }

    private static Optional<Visible> visible(Permit permit) {
        return permit.isUnlimited()
                ? Optional.empty()
                : Optional.of(new Visible(permit.teams(), permit.organizations()));
    }

    private static String description(Role role) {
        return switch (role) {
            case PROXY_ADMIN -> "admin over litellm proxy, has all permissions";
            case PROXY_ADMIN_VIEWER -> "view all keys, view all spend";
            case INTERNAL_USER -> "view/create/delete their own keys, view their own spend";
            case INTERNAL_USER_VIEWER -> "view their own keys, view their own spend";
        };
    }

    private static String label(Role role) {
        return switch (role) {
            case PROXY_ADMIN -> "Admin (All Permissions)";
            case PROXY_ADMIN_VIEWER -> "Admin (View Only)";
            case INTERNAL_USER -> "Internal User (Create/Delete/View)";
            case INTERNAL_USER_VIEWER -> "Internal Viewer (View Only)";
        };
    }

    static GatewayException unknown(@Nullable String id) {
        return new GatewayException.NotFound("User %s not found".formatted(id), "user_id");
    }

    private static GatewayException foreign(String id, Permit permit) {
        return new GatewayException.Forbidden(
                "auth_error",
                "key not allowed to access this user's info. user_id=%s, key's user_id=%s"
                        .formatted(id, permit.caller().userId().orElse(null)),
                "user_id");
    }

    private UserReading reading() {
        return Office.required(reading);
    }
}
