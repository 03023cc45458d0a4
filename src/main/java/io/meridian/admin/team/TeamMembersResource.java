package io.meridian.admin.team;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.Form;
import io.meridian.admin.office.Office;
import io.meridian.admin.people.Acting;
import io.meridian.api.Exchange;
import io.meridian.auth.Permit;
import io.meridian.base.JsonText;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.util.Optional;

/** Who belongs to a team, and with what. */
@Singleton
@Path("team")
public final class TeamMembersResource {
    private final Optional<MemberDesk> desk;
    private final Optional<MemberAnswers> answers;

    @Inject
    TeamMembersResource(Optional<MemberDesk> desk, Optional<MemberAnswers> answers) {
        this.desk = desk;
        this.answers = answers;
    }

    @POST
    @Path("member_add")
    public void add(@Context Exchange exchange, @Context Permit permit) throws IOException {
        MemberDesk.Joined joined = desk().add(Form.of(exchange.body()), Acting.of(exchange, permit));
        exchange.answerJson(200, JsonText.bytes(answers().joined(joined)));
    }

    @POST
    @Path("bulk_member_add")
    public void addMany(@Context Exchange exchange, @Context Permit permit) throws IOException {
        permit.requireUnlimited();
        BulkJoining bulk = new BulkJoining(desk(), answers());
        exchange.answerJson(200, JsonText.bytes(bulk.add(Form.of(exchange.body()), Acting.of(exchange, permit))));
    }

    @POST
    @Path("member_update")
    public void update(@Context Exchange exchange, @Context Permit permit) throws IOException {
        MemberDesk.Changed changed = desk().change(Form.of(exchange.body()), Acting.of(exchange, permit));
        exchange.answerJson(200, JsonText.bytes(answers().changed(changed)));
    }

    @POST
    @Path("member_delete")
    public void remove(@Context Exchange exchange, @Context Permit permit) throws IOException {
        ObjectNode team = answers().team(desk().remove(Form.of(exchange.body()), Acting.of(exchange, permit)));
        exchange.answerJson(200, JsonText.bytes(team));
    }

    private MemberDesk desk() {
        return Office.required(desk);
    }

    private MemberAnswers answers() {
        return Office.required(answers);
    }
}
