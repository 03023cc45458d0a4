package io.meridian.admin.team;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.Form;
import io.meridian.admin.form.Query;
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
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The models of teams, and what their members may do. */
@Singleton
@Path("team")
public final class TeamSettingsResource {
    private static final String EVERY_MODEL = "all-proxy-models";

    private final Optional<TeamDesk> desk;
    private final Optional<RightsBatch> batch;

    @Inject
    TeamSettingsResource(Optional<TeamDesk> desk, Optional<RightsBatch> batch) {
        this.desk = desk;
        this.batch = batch;
    }

    /** A team that may use every model goes on doing so, and says it. */
    @POST
    @Path("model/add")
    public void addModels(@Context Exchange exchange, @Context Permit permit) throws IOException {
        changeModels(exchange, permit, (models, named) -> {
            List<String> changed = new ArrayList<>(models.isEmpty() ? List.of(EVERY_MODEL) : models);
            named.stream().filter(model -> !changed.contains(model)).forEach(changed::add);
            return changed;
        });
    }

    /** The last one goes as well, but never so that nothing left means everything. */
    @POST
    @Path("model/delete")
    public void deleteModels(@Context Exchange exchange, @Context Permit permit) throws IOException {
        changeModels(exchange, permit, (models, named) -> {
            List<String> left =
                    models.stream().filter(model -> !named.contains(model)).toList();
            return left.isEmpty() && !models.isEmpty() ? List.of("no-default-models") : left;
        });
    }

    @GET
    @Path("permissions_list")
    public void permissions(@Context Exchange exchange, @Context Permit permit) throws IOException {
        Team team = desk().find(Query.require(exchange, "team_id"));
        permit.require(Subject.of(team));
        ObjectNode answer = JsonText.object().put("team_id", team.id());
        View.put(answer, "team_member_permissions", team.memberPermissions());
        View.put(answer, "all_available_permissions", MemberRights.AVAILABLE);
        exchange.answerJson(200, JsonText.bytes(answer));
    }

    @POST
    @Path("permissions_update")
    public void permit(@Context Exchange exchange, @Context Permit permit) throws IOException {
        Form form = Form.of(exchange.body());
        String id = form.requireText("team_id");
        List<String> permissions = form.require("team_member_permissions", form.texts("team_member_permissions"));
        MemberRights.require(permissions);
        Team changed = change(
                id,
                Acting.of(exchange, permit),
                team -> team.with(new Team.ForMembers(
                        Optional.of(permissions),
                        team.forMembers().models(),
                        team.forMembers().budgetId())));
        exchange.answerJson(200, JsonText.bytes(desk().view(changed)));
    }

    @POST
    @Path("permissions_bulk_update")
    public void permitMany(@Context Exchange exchange, @Context Permit permit) throws IOException {
        permit.requireUnlimited();
        exchange.answerJson(
                200,
                JsonText.bytes(Office.required(batch).append(Form.of(exchange.body()), Acting.of(exchange, permit))));
    }

    /** What a list of models becomes by the models that a request names. */
    private interface ModelChange {
        List<String> apply(List<String> models, List<String> named);
    }

    private void changeModels(Exchange exchange, Permit permit, ModelChange change) throws IOException {
        Form form = Form.of(exchange.body());
        String id = form.requireText("team_id");
        List<String> named = form.require("models", form.texts("models"));
        Team changed = change(
                id,
                Acting.of(exchange, permit),
                team -> team.with(new Team.Access(
                        change.apply(team.access().models(), named),
                        team.access().aliases(),
                        team.access().blocked())));
        exchange.answerJson(200, JsonText.bytes(desk().view(changed)));
    }

    private Team change(String id, Acting acting, UnaryOperator<Team> change) {
        return desk().change(id, acting, team -> change.apply(team).with(desk().changedNow(team, acting.caller())));
    }

    private TeamDesk desk() {
        return Office.required(desk);
    }
}
