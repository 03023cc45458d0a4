package io.meridian.admin.user;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.Form;
import io.meridian.admin.form.LimitFields;
import io.meridian.admin.people.Enrolment;
import io.meridian.directory.RateCaps;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A team that a new user joins, and with what. Immutable. */
record TeamEntry(String team, boolean admin, Enrolment.Allowance allowance) {
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
            entries.add(new TeamEntry(element.textValue(), false, Enrolment.Allowance.NOTHING));
        } else if (element instanceof ObjectNode object) {
            entries.add(of(Form.of(object)));
        } else {
            form.problem("teams", "list_type", "Input should be a list of ids or of objects with a team_id");
        }
    }

    private static TeamEntry of(Form form) {
        String team = form.require("team_id", form.name("team_id"));
        BigDecimal max = new LimitFields(form, Instant.EPOCH).money("max_budget_in_team", null);
        boolean admin = "admin".equals(form.text("user_role").value());
        form.check();
        return new TeamEntry(team, admin, new Enrolment.Allowance(RateCaps.NONE, max, null, List.of()));
    }
}
