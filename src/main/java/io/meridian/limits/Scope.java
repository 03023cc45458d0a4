package io.meridian.limits;

/** Whose limit it is, named as on the wire. */
public enum Scope {
    API_KEY("api_key", false),
    KEY_WINDOW("key_window", false),
    TEAM("team", false),
    TEAM_MEMBER("team_member", false),
    MODEL_PER_KEY("model_per_key", false),
    MODEL_PER_TEAM("model_per_team", false),
    TAG_PER_KEY("tag_per_key", false),
    MCP_PER_KEY("mcp_per_key", false),
    MCP_PER_TEAM("mcp_per_team", false),
    USER("user", true),
    END_USER("end_user", true),
    ORGANIZATION("organization", true),
    MODEL_PER_ORGANIZATION("model_per_organization", true),
    MODEL_PER_PROJECT("model_per_project", true),
    AGENT("agent", true),
    AGENT_SESSION("agent_session", true),
    TAG("tag", true),
    PROXY("proxy", true);

    private final String wireName;
    private final boolean acrossTenants;

    Scope(String wireName, boolean acrossTenants) {
        this.wireName = wireName;
        this.acrossTenants = acrossTenants;
    }

    public String wireName() {
        return wireName;
    }

    static Scope ofWireName(String name) {
        for (Scope scope : values()) {
            if (scope.wireName.equals(name)) {
                return scope;
            }
        }
        throw new IllegalArgumentException("no scope of limits: " + name);
    }

    /** Whether callers of several tenants share its counters, which then cannot lie with any one of them. */
    boolean acrossTenants() {
        return acrossTenants;
    }
}
