package io.meridian.admin.key;

import io.meridian.admin.form.Page;
import io.meridian.admin.office.Office;
import io.meridian.api.Exchange;
import io.meridian.auth.KeyHash;
import io.meridian.auth.Permit;
import io.meridian.base.GatewayException;
import io.meridian.base.GatewayException.Unprocessable.Problem;
import io.meridian.base.JsonText;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lists of keys and of their aliases. */
@Singleton
@Path("key")
public final class KeyListResource {
    private static final int STANDARD = 10;
    private static final int STANDARD_ALIASES = 50;
    private static final int LARGEST = 100;

    private final Optional<KeyList> list;
    private final Optional<KeySight> sight;

    @Inject
    KeyListResource(Optional<KeyList> list, Optional<KeySight> sight) {
        this.list = list;
        this.sight = sight;
    }

    @GET
    @Path("list")
    public void list(@Context Exchange exchange, @Context Permit permit) throws IOException {
        Page page = Page.of(exchange, "size", STANDARD, LARGEST);
        KeyOrder order = KeyOrder.of(exchange);
        Optional<String> status = text(exchange, "status");
        if (status.filter(wanted -> !wanted.equals("deleted")).isPresent()) {
            throw new GatewayException.BadRequest(
                    "Invalid status: %s. Only 'deleted' is supported.".formatted(status.get()), "status");
        }
        List<String> expand = exchange.queries("expand");
        KeySight.Seen seen = Office.required(sight)
                .of(
                        permit,
                        filter(exchange),
                        new KeySight.Wish(
                                flag(exchange, "include_team_keys"), flag(exchange, "include_created_by_keys")));
        KeyList.Query query = new KeyList.Query(
                seen.filter(),
                seen.scopes(),
                order,
                page,
                flag(exchange, "return_full_object") || !expand.isEmpty(),
                expand.contains("user"),
                status.isPresent());
        exchange.answerJson(200, JsonText.bytes(Office.required(list).answer(query)));
    }

    @GET
    @Path("aliases")
    public void aliases(@Context Exchange exchange, @Context Permit permit) throws IOException {
        Page page = Page.of(exchange, "size", STANDARD_ALIASES, LARGEST);
        KeyFilter filter = new KeyFilter(
                null, value(exchange, "team_id"), null, null, null, null, null, null, value(exchange, "search"));
        KeySight.Seen seen = Office.required(sight).of(permit, filter, new KeySight.Wish(true, false));
        exchange.answerJson(200, JsonText.bytes(Office.required(list).aliases(seen.filter(), seen.scopes(), page)));
    }

    private static KeyFilter filter(Exchange exchange) {
        @Nullable String alias = value(exchange, "key_alias");
        boolean part = flag(exchange, "substring_matching");
        return new KeyFilter(
                value(exchange, "user_id"),
                value(exchange, "team_id"),
                value(exchange, "organization_id"),
                value(exchange, "project_id"),
                value(exchange, "agent_id"),
                value(exchange, "access_group_id"),
                text(exchange, "key_hash").map(KeyHash::named).orElse(null),
                part ? null : alias,
                part ? alias : value(exchange, "search"));
    }

    private static @Nullable String value(Exchange exchange, String name) {
        return text(exchange, name).orElse(null);
    }

    /** What is sent empty is not sent; forms of browsers do so. */
    private static Optional<String> text(Exchange exchange, String name) {
        Optional<String> text = exchange.query(name).filter(sent -> !sent.isEmpty());
        if (text.filter(sent -> sent.indexOf('\0') >= 0).isPresent()) {
            throw problem(name, "string_type", "Input should hold no NUL");
        }
        return text;
    }

    private static boolean flag(Exchange exchange, String name) {
        return switch (exchange.query(name).orElse("").toLowerCase(Locale.ROOT)) {
            case "", "false", "0", "no", "off" -> false;
            case "true", "1", "yes", "on" -> true;
            default -> throw problem(name, "bool_parsing", "Input should be a valid boolean");
        };
    }

    private static GatewayException problem(String name, String kind, String message) {
        return new GatewayException.Unprocessable(List.of(new Problem(List.of("query", name), kind, message)));
    }
}
