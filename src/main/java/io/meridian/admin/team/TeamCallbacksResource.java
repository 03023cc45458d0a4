package io.meridian.admin.team;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.Form;
import io.meridian.admin.form.StoredFields;
import io.meridian.admin.form.View;
import io.meridian.admin.office.Office;
import io.meridian.admin.people.Acting;
import io.meridian.api.Exchange;
import io.meridian.auth.Permit;
import io.meridian.auth.Subject;
import io.meridian.base.JsonText;
import io.meridian.directory.Team;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Where log entries of a team's calls are to go. They are kept and shown; this release sends none. */
@Singleton
@Path("team")
public final class TeamCallbacksResource {
    private static final String BOTH = "success_and_failure";
    private static final List<String> TYPES = List.of("success", "failure", BOTH);

    private final Optional<TeamDesk> desk;

    @Inject
    TeamCallbacksResource(Optional<TeamDesk> desk) {
        this.desk = desk;
    }

    @POST
    @Path("{team_id}/callback")
    public void add(@PathParam("team_id") String id, @Context Exchange exchange, @Context Permit permit)
            throws IOException {
        Form form = Form.of(exchange.body());
        String name = form.require("callback_name", form.name("callback_name"));
        String type = form.text("callback_type").over(BOTH, BOTH);
        Map<String, String> variables = new StoredFields(form).names("callback_vars", Map.of());
        if (!TYPES.contains(type)) {
            form.problem("callback_type", "enum", "Input should be 'success', 'failure' or 'success_and_failure'");
        }
        form.check();
        Team changed = change(
                id, Acting.of(exchange, permit), metadata -> CallbackEntries.added(metadata, name, type, variables));
        ObjectNode answer = JsonText.object()
                .put("status", "success")
                .put("message", "The callback is kept and shown; this release sends nothing to it.");
        answer.set("data", desk().view(changed));
        exchange.answerJson(200, JsonText.bytes(answer));
    }

    @GET
    @Path("{team_id}/callback")
    public void show(@PathParam("team_id") String id, @Context Exchange exchange, @Context Permit permit)
            throws IOException {
        Team team = desk().find(id);
        permit.require(Subject.of(team));
        answer(exchange, team);
    }

    @POST
    @Path("{team_id}/disable_logging")
    public void disable(@PathParam("team_id") String id, @Context Exchange exchange, @Context Permit permit)
            throws IOException {
        answer(exchange, change(id, Acting.of(exchange, permit), CallbackEntries::none));
    }

    private static void answer(Exchange exchange, Team team) throws IOException {
        String metadata = team.details().metadata();
        ObjectNode answer = JsonText.object().put("status", "success");
        ObjectNode data = answer.putObject("data").put("team_id", team.id());
        View.put(data, "success_callbacks", CallbackEntries.names(metadata, "success"));
        View.put(data, "failure_callbacks", CallbackEntries.names(metadata, "failure"));
        data.set("callback_vars", CallbackEntries.variables(metadata));
        exchange.answerJson(200, JsonText.bytes(answer));
    }

    private Team change(String id, Acting acting, UnaryOperator<String> change) {
        return desk().change(
                        id,
                        acting,
                        team -> team.with(team.details()
                                        .withMetadata(
                                                change.apply(team.details().metadata())))
                                .with(desk().changedNow(team, acting.caller())));
    }

    private TeamDesk desk() {
        return Office.required(desk);
    }
}
