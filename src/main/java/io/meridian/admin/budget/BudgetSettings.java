package io.meridian.admin.budget;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.base.JsonText;
import java.util.List;

/** The fields of a budget, told one by one for whoever builds a form of them. */
final class BudgetSettings {
    private static final List<Field> FIELDS = List.of(
            new Field("max_budget", "Float", "What may be spent in a period, in US dollars."),
            new Field("soft_budget", "Float", "What may be spent before somebody is told, in US dollars."),
            new Field("budget_duration", "String", "The length of a period, such as 1d, 7d or 30d."),
            new Field("max_parallel_requests", "Integer", "Calls at a time."),
            new Field("tpm_limit", "Integer", "Tokens a minute."),
            new Field("rpm_limit", "Integer", "Requests a minute."),
            new Field("model_max_budget", "Object", "What may be spent on single models."));

    private BudgetSettings() {}

    private record Field(String name, String type, String description) {}

    static ArrayNode of(ObjectNode budget) {
        ArrayNode rows = JsonText.array();
        for (Field field : FIELDS) {
            JsonNode value = budget.get(field.name());
            ObjectNode row = rows.addObject()
                    .put("field_name", field.name())
                    .put("field_type", field.type())
                    .put("field_description", field.description());
            row.set("field_value", value);
            row.put("stored_in_db", !value.isNull() && !(value.isObject() && value.isEmpty()))
                    .putNull("field_default_value");
        }
        return rows;
    }
}
