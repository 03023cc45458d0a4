package io.meridian.admin.tag;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.audit.Actor;
import io.meridian.admin.form.Form;
import io.meridian.admin.form.Page;
import io.meridian.admin.office.Office;
import io.meridian.api.Exchange;
import io.meridian.auth.Caller;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import io.meridian.directory.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Tags, administered by curl. */
@Singleton
@Path("tag")
public final class TagsResource {
    private static final int MOST = 1_000;

    private final Optional<TagDesk> desk;

    @Inject
    TagsResource(Optional<TagDesk> desk) {
        this.desk = desk;
    }

    @POST
    @Path("new")
    public void make(@Context Exchange exchange, @Context Caller caller) throws IOException {
        Tag tag = desk().make(Form.of(exchange.body()), Actor.of(caller, exchange));
        answer(exchange, tag, "Tag %s created successfully");
    }

    @POST
    @Path("update")
    public void update(@Context Exchange exchange, @Context Caller caller) throws IOException {
        Tag tag = desk().change(Form.of(exchange.body()), Actor.of(caller, exchange));
        answer(exchange, tag, "Tag %s updated successfully");
    }

    @POST
    @Path("delete")
    public void delete(@Context Exchange exchange, @Context Caller caller) throws IOException {
        String name = Form.of(exchange.body()).requireText("name");
        desk().delete(name, Actor.of(caller, exchange));
        ObjectNode answer = JsonText.object().put("message", "Tag %s deleted successfully".formatted(name));
        exchange.answerJson(200, JsonText.bytes(answer));
    }

    @POST
    @Path("info")
    public void info(@Context Exchange exchange) throws IOException {
        Form form = Form.of(exchange.body());
        List<String> names = form.require("names", form.texts("names"));
        if (names.isEmpty() || names.size() > MOST) {
            throw new GatewayException.BadRequest("Name between 1 and %d tags.".formatted(MOST), "names");
        }
        ObjectNode answer = JsonText.object();
        desk().views(desk().find(names))
                .forEach(view -> answer.set(view.path("name").textValue(), view));
        exchange.answerJson(200, JsonText.bytes(answer));
    }

    @GET
    @Path("list")
    public void list(@Context Exchange exchange) throws IOException {
        ArrayNode rows = JsonText.array();
        desk().views(desk().list(Page.of(exchange, "page_size", MOST, MOST))).forEach(rows::add);
        exchange.answerJson(200, JsonText.bytes(rows));
    }

    private void answer(Exchange exchange, Tag tag, String message) throws IOException {
        ObjectNode answer = JsonText.object().put("message", message.formatted(tag.name()));
        answer.set("tag", desk().views(List.of(tag)).getFirst());
        exchange.answerJson(200, JsonText.bytes(answer));
    }

    private TagDesk desk() {
        return Office.required(desk);
    }
}
