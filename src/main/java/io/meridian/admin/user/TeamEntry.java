package io.meridian.admin.user;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.allowance.BudgetFields;
import io.meridian.admin.form.Form;
import io.meridian.admin.people.MemberLimits;
import io.meridian.base.JsonText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A team that a new user joins, and with what. Immutable. */
record TeamEntry(String team, boolean admin, Form limits) {
    /** Those a request names, by their ids or as objects with one. */
    static List<TeamEntry> all(Form form) {
        JsonNode sent = form.any("teams").value();
        List<TeamEntry> entries = new ArrayList<>();
        if (sent != null && !sent.isArray()) {
            form.problem("teams", "list_type", "Input should be a valid list");
        } else if (sent != null) {
            sent.forEach(element -> add(form, element, entries));
        }
        return entries;
    }

    private static void add(Form form, JsonNode element, List<TeamEntry> entries) {
        if (element.isTextual()) {
            entries.add(new TeamEntry(element.textValue(), false, Form.of(JsonText.object())));
        } else if (element instanceof ObjectNode object) {
            entries.add(of(Form.of(object)));
        } else {
            form.problem("teams", "list_type", "Input should be a list of ids or of objects with a team_id");
        }
    }

    private static TeamEntry of(Form form) {
        String team = form.require("team_id", form.name("team_id"));
        Form limits = MemberLimits.ofNewcomer(form);
        new BudgetFields(limits, Instant.EPOCH).made(team, null);
        limits.check();
        boolean admin = "admin".equals(form.text("user_role").value());
        form.check();
        return new TeamEntry(team, admin, limits);
    }
}
