package io.meridian.admin.people;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.admin.form.Form;
import io.meridian.admin.form.Sent;
import io.meridian.base.JsonText;
import java.util.Map;

/** Turns fields that say a member's limits into those that say a budget's. */
public final class MemberLimits {
    private static final Map<String, String> OF_ONE = Map.of(
            "max_budget_in_team", "max_budget",
            "tpm_limit", "tpm_limit",
            "rpm_limit", "rpm_limit",
            "budget_duration", "budget_duration",
            "allowed_models", "allowed_models");
    private static final Map<String, String> OF_ALL = Map.of(
            "team_member_budget", "max_budget",
            "team_member_budget_duration", "budget_duration",
            "team_member_tpm_limit", "tpm_limit",
            "team_member_rpm_limit", "rpm_limit");

    private MemberLimits() {}

    /** What a request says of one member. */
    public static Form ofOne(Form form) {
        return renamed(form, OF_ONE);
    }

    /** As {@link #ofOne}, where the request's other fields are about somebody else. */
    public static Form ofNewcomer(Form form) {
        return renamed(
                form,
                Map.of(
                        "max_budget_in_team", "max_budget",
                        "budget_duration", "budget_duration",
                        "allowed_models", "allowed_models"));
    }

    /** What a team says of all its members. */
    public static Form ofAll(Form form) {
        return renamed(form, OF_ALL);
    }

    private static Form renamed(Form form, Map<String, String> names) {
        Form renamed = Form.of(JsonText.object());
        names.forEach((from, to) -> {
            Sent<JsonNode> sent = form.any(from);
            if (sent.present()) {
                JsonNode value = sent.value();
                renamed.fill(to, value == null ? com.fasterxml.jackson.databind.node.NullNode.instance : value);
            }
        });
        return renamed;
    }
}
