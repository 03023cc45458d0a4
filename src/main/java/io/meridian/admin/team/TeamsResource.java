package io.meridian.admin.team;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.Form;
import io.meridian.admin.office.Office;
import io.meridian.admin.people.Acting;
import io.meridian.api.Exchange;
import io.meridian.auth.Permit;
import io.meridian.base.JsonText;
import io.meridian.directory.Team;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Teams, administered by curl. */
@Singleton
@Path("team")
public final class TeamsResource {
    private final Optional<TeamDesk> desk;
    private final Optional<ClosingDesk> closing;
    private final TeamRestrictions restrictions = new TeamRestrictions();

    @Inject
    TeamsResource(Optional<TeamDesk> desk, Optional<ClosingDesk> closing) {
        this.desk = desk;
        this.closing = closing;
    }

    @POST
    @Path("new")
    public void make(@Context Exchange exchange, @Context Permit permit) throws IOException {
        Team made = desk().make(Form.of(exchange.body()), Acting.of(exchange, permit));
        restrictions.warn(made);
        exchange.answerJson(200, JsonText.bytes(desk().view(made)));
    }

    @POST
    @Path("update")
    public void update(@Context Exchange exchange, @Context Permit permit) throws IOException {
        Team changed = desk().change(Form.of(exchange.body()), Acting.of(exchange, permit));
        restrictions.warn(changed);
        ObjectNode answer = JsonText.object().put("team_id", changed.id());
        answer.set("data", desk().view(changed));
        exchange.answerJson(200, JsonText.bytes(answer));
    }

    @POST
    @Path("delete")
    public void delete(@Context Exchange exchange, @Context Permit permit) throws IOException {
        Form form = Form.of(exchange.body());
        List<String> ids = form.require("team_ids", form.texts("team_ids"));
        form.check();
        List<Team> deleted = Office.required(closing).delete(ids, Acting.of(exchange, permit));
        ObjectNode answer = JsonText.object();
        var shown = answer.putArray("deleted_teams");
        deleted.forEach(team -> shown.add(team.id()));
        exchange.answerJson(200, JsonText.bytes(answer));
    }

    @POST
    @Path("block")
    public void block(@Context Exchange exchange, @Context Permit permit) throws IOException {
        setBlocked(exchange, permit, true);
    }

    @POST
    @Path("unblock")
    public void unblock(@Context Exchange exchange, @Context Permit permit) throws IOException {
        setBlocked(exchange, permit, false);
    }

    private void setBlocked(Exchange exchange, Permit permit, boolean blocked) throws IOException {
        String id = Form.of(exchange.body()).requireText("team_id");
        Team changed = desk().change(
                        id,
                        Acting.of(exchange, permit),
                        team -> team.with(new Team.Access(
                                        team.access().models(), team.access().aliases(), blocked))
                                .with(desk().changedNow(team, permit.caller())));
        exchange.answerJson(200, JsonText.bytes(desk().view(changed)));
    }

    private TeamDesk desk() {
        return Office.required(desk);
    }
}
