package io.meridian.admin.audit;

import io.meridian.api.Exchange;
import io.meridian.auth.Permit;
import io.meridian.base.GatewayException;
import io.meridian.base.GatewayException.Unprocessable.Problem;
import io.meridian.base.JsonText;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What administrators did, and whether the record of it is whole. */
@Singleton
@Path("audit")
public final class AuditResource {
    private static final Pattern HEAD = Pattern.compile("([1-9]\\d{0,17}):([0-9a-f]{64})");

    private final Optional<AuditReading> reading;

    @Inject
    AuditResource(Optional<AuditReading> reading) {
        this.reading = reading;
    }

    @GET
    public void list(@Context Exchange exchange, @Context Permit permit) throws IOException {
        permit.requireUnlimited();
        AuditQuery query = AuditQuery.of(exchange);
        exchange.answerJson(200, JsonText.bytes(AuditView.of(reading().rows().find(query), query)));
    }

    @GET
    @Path("{id}")
    public void one(@Context Exchange exchange, @Context Permit permit, @PathParam("id") String id) throws IOException {
        permit.requireUnlimited();
        AuditRow row = uuid(id).flatMap(reading().rows()::find)
                .orElseThrow(() -> new GatewayException.NotFound("Audit log not found in database", "id"));
        exchange.answerJson(200, JsonText.bytes(AuditView.of(row)));
    }

    /** Compares with {@code head} too, the number and the MAC of a row as they were logged, if it is sent. */
    @GET
    @Path("verify")
    public void verify(@Context Exchange exchange, @Context Permit permit) throws IOException {
        permit.requireUnlimited();
        Optional<Link> head =
                exchange.query("head").filter(text -> !text.isEmpty()).map(AuditResource::link);
        exchange.answerJson(
                200, JsonText.bytes(AuditView.of(reading().verification().run(head))));
    }

    private static Link link(String text) {
        Matcher matcher = HEAD.matcher(text);
        if (!matcher.matches()) {
            throw new GatewayException.Unprocessable(List.of(new Problem(
                    List.of("query", "head"), "value_error", "Input should be a head as it is logged: number:mac")));
        }
        return new Link(Long.parseLong(matcher.group(1)), matcher.group(2));
    }

    private static Optional<UUID> uuid(String text) {
        try {
            // Java reads shorter forms too, by which a row would have several names
            return Optional.of(UUID.fromString(text)).filter(id -> id.toString().equalsIgnoreCase(text));
        } catch (IllegalArgumentException other) {
            return Optional.empty();
        }
    }

    private AuditReading reading() {
        return reading.orElseThrow(() -> new GatewayException.NoDatabase(
                500, "DB not connected. Management routes need a database: set DATABASE_URL.", null));
    }
}
