package io.meridian.admin.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One object that was changed: what was done, and what administrators saw of it before and after. Secrets may be in
 * it; none is kept.
 */
public final class Deed {
    private final Action action;
    private final Table table;
    private final String id;
    private final @Nullable ObjectNode before;
    private final @Nullable ObjectNode after;

    private Deed(Action action, Table table, String id, @Nullable ObjectNode before, @Nullable ObjectNode after) {
        this.action = action;
        this.table = table;
        this.id = id;
        this.before = before;
        this.after = after;
    }

    /** What can be changed, by the names of the wire. */
    public enum Table {
        KEY("LiteLLM_VerificationToken"),
        USER("LiteLLM_UserTable"),
        TEAM("LiteLLM_TeamTable"),
        TEAM_MEMBER("LiteLLM_TeamMembership"),
        ORGANIZATION("LiteLLM_OrganizationTable"),
        ORGANIZATION_MEMBER("LiteLLM_OrganizationMembership"),
        PROJECT("LiteLLM_ProjectTable"),
        BUDGET("LiteLLM_BudgetTable"),
        CUSTOMER("LiteLLM_EndUserTable"),
        TAG("LiteLLM_TagTable"),
        MODEL("LiteLLM_ProxyModelTable"),
        CREDENTIAL("LiteLLM_CredentialsTable"),
        CONFIG("LiteLLM_Config"),
        ACCESS_GROUP("LiteLLM_AccessGroupTable"),
        OBJECT_PERMISSION("LiteLLM_ObjectPermissionTable"),
        INVITATION("LiteLLM_InvitationLink"),
        JWT_KEY_MAPPING("LiteLLM_JWTKeyMapping");

        private final String wireName;

        Table(String wireName) {
            this.wireName = wireName;
        }

        String wireName() {
            return wireName;
        }
    }

    private enum Action {
        CREATED,
        UPDATED,
        DELETED,
        BLOCKED,
        UNBLOCKED,
        ROTATED
    }

    public static Deed created(Table table, String id, ObjectNode after) {
        return new Deed(Action.CREATED, table, id, null, after);
    }

    public static Deed updated(Table table, String id, ObjectNode before, ObjectNode after) {
        return new Deed(Action.UPDATED, table, id, before, after);
    }

    public static Deed deleted(Table table, String id, ObjectNode before) {
        return new Deed(Action.DELETED, table, id, before, null);
    }

    public static Deed blocked(Table table, String id, ObjectNode before, ObjectNode after) {
        return new Deed(Action.BLOCKED, table, id, before, after);
    }

    public static Deed unblocked(Table table, String id, ObjectNode before, ObjectNode after) {
        return new Deed(Action.UNBLOCKED, table, id, before, after);
    }

    /** The object has got a new secret; for a key {@code id} is the hash it had. */
    public static Deed rotated(Table table, String id, ObjectNode before, ObjectNode after) {
        return new Deed(Action.ROTATED, table, id, before, after);
    }

    String action() {
        return action.name().toLowerCase(Locale.ROOT);
    }

    String table() {
        return table.wireName();
    }

    String id() {
        return id;
    }

    @Nullable
    ObjectNode before() {
        return before;
    }

    @Nullable
    ObjectNode after() {
        return after;
    }
}
