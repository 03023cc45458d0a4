package io.meridian.admin.moving;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is moved, in the order in which one refers to the other; the name is what stands in a mark. */
enum Kind {
    BUDGET("budgets", "budget_id"),
    ORGANIZATION("organizations", "organization_id"),
    USER("users", "user_id"),
    ORGANIZATION_MEMBER("organization members", "organization_id user_id"),
    TEAM("teams", "team_id"),
    TEAM_MEMBER("team members", "team_id user_id"),
    PROJECT("projects", "project_id"),
    CUSTOMER("customers", "user_id"),
    TAG("tags", "tag_name"),
    CREDENTIAL("credentials", "credential_name"),
    MODEL("models", "model_id"),
    KEY("keys", "token");

    private final String plural;
    private final String columns;

    Kind(String plural, String columns) {
        this.plural = plural;
        this.columns = columns;
    }

    String plural() {
        return plural;
    }

    String mark() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What people call a row of theirs. */
    String label(ObjectNode row) {
        return Stream.of(columns.split(" "))
                .map(column -> row.path(column).asText("-"))
                .collect(Collectors.joining(" "));
    }
}
