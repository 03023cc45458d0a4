package io.meridian.admin.project;

import io.meridian.admin.audit.Actor;
import io.meridian.admin.form.Form;
import io.meridian.admin.form.Page;
import io.meridian.admin.office.Office;
import io.meridian.api.Exchange;
import io.meridian.auth.Permit;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import io.meridian.directory.Project;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Projects, administered by curl. */
@Singleton
@Path("project")
public final class ProjectsResource {
    private static final int MOST = 1_000;

    private final Optional<ProjectDesk> desk;
    private final Optional<ProjectView> view;

    @Inject
    ProjectsResource(Optional<ProjectDesk> desk, Optional<ProjectView> view) {
        this.desk = desk;
        this.view = view;
    }

    @POST
    @Path("new")
    public void make(@Context Exchange exchange, @Context Permit permit) throws IOException {
        answer(exchange, desk().make(Form.of(exchange.body()), permit, Actor.of(permit.caller(), exchange)));
    }

    @POST
    @Path("update")
    public void update(@Context Exchange exchange, @Context Permit permit) throws IOException {
        answer(exchange, desk().change(Form.of(exchange.body()), permit, Actor.of(permit.caller(), exchange)));
    }

    @DELETE
    @Path("delete")
    public void delete(@Context Exchange exchange, @Context Permit permit) throws IOException {
        Form form = Form.of(exchange.body());
        List<String> ids = form.require("project_ids", form.texts("project_ids"));
        if (ids.isEmpty() || ids.size() > MOST) {
            throw new GatewayException.BadRequest("Name between 1 and %d projects.".formatted(MOST), "project_ids");
        }
        answer(exchange, desk().delete(ids, Actor.of(permit.caller(), exchange)));
    }

    @GET
    @Path("info")
    public void info(@Context Exchange exchange, @Context Permit permit) throws IOException {
        String id = exchange.query("project_id")
                .orElseThrow(
                        () -> new GatewayException.Unprocessable(List.of(new GatewayException.Unprocessable.Problem(
                                List.of("query", "project_id"), "missing", "Field required"))));
        answer(exchange, desk().require(id, permit));
    }

    /** Everybody else sees those of their teams. */
    @GET
    @Path("list")
    public void list(@Context Exchange exchange, @Context Permit permit) throws IOException {
        answer(exchange, desk().list(Page.of(exchange, "page_size", MOST, MOST), permit));
    }

    private void answer(Exchange exchange, Project project) throws IOException {
        exchange.answerJson(
                200, JsonText.bytes(Office.required(view).of(List.of(project)).get(0)));
    }

    private void answer(Exchange exchange, List<Project> projects) throws IOException {
        exchange.answerJson(200, JsonText.bytes(Office.required(view).of(projects)));
    }

    private ProjectDesk desk() {
        return Office.required(desk);
    }
}
