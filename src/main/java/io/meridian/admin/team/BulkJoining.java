package io.meridian.admin.team;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.Form;
import io.meridian.admin.people.Acting;
import io.meridian.admin.people.MemberLimits;
import io.meridian.admin.people.Registrar;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import java.util.List;

/** Many members at once, each of whom joins or not without the others. */
record BulkJoining(MemberDesk desk, MemberAnswers answers) {
    private static final int MOST = 500;

    ObjectNode add(Form form, Acting acting) {
        String team = form.requireText("team_id");
        List<Entry> entries = entries(form);
        Form limits = MemberLimits.ofNewcomer(form);
        form.check();
        // one that is missing is no failure of each
        answers.team(team);
        ObjectNode answer = JsonText.object().put("team_id", team);
        ArrayNode results = answer.putArray("results");
        int joined = 0;
        for (Entry entry : entries) {
            ObjectNode result = results.addObject()
                    .put("user_id", entry.named().id())
                    .put("user_email", entry.named().email());
            joined += add(team, entry, limits, acting, result) ? 1 : 0;
        }
        answer.put("total_requested", entries.size());
        answer.put("successful_additions", joined);
        answer.put("failed_additions", entries.size() - joined);
        answer.set("updated_team", answers.team(team));
        return answer;
    }

    private boolean add(String team, Entry entry, Form limits, Acting acting, ObjectNode result) {
        try {
            ObjectNode joined = answers.joined(desk.add(team, List.of(entry), limits, acting));
            result.put("success", true).putNull("error");
            result.set("updated_user", joined.path("updated_users").path(0));
            result.set(
                    "updated_team_membership",
                    joined.path("updated_team_memberships").path(0));
            return true;
        } catch (GatewayException refused) {
            if (refused.status() >= 500) {
                throw refused;
            }
            result.put("success", false).put("error", refused.text());
            result.set("updated_user", NullNode.instance);
            result.set("updated_team_membership", NullNode.instance);
            return false;
        }
    }

    private List<Entry> entries(Form form) {
        List<Entry> entries;
        if (form.flag("all_users").over(false, false)) {
            entries = answers.everybody(MOST + 1).stream()
                    .map(id -> new Entry(new Registrar.Named(id, null), false))
                    .toList();
        } else {
            entries = form.forms("members").over(List.of(), List.of()).stream()
                    .map(Entry::of)
                    .toList();
        }
        form.check();
        if (entries.isEmpty()) {
            throw new GatewayException.BadRequest("At least one member is required, or all_users.", "members");
        }
        if (entries.size() > MOST) {
            throw new GatewayException.BadRequest("At most %d members at once.".formatted(MOST), "members");
        }
        return entries;
    }
}
