package io.meridian.admin.group;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.View;
import io.meridian.base.JsonText;
import io.meridian.directory.AccessGroup;
import java.util.List;

/** An access group as answers show it. */
final class GroupView {
    private GroupView() {}

    static ObjectNode of(Assigned assigned) {
        AccessGroup group = assigned.group();
        ObjectNode view = JsonText.object()
                .put("access_group_id", group.id())
                .put("access_group_name", group.name())
                .put("description", group.description());
        View.put(view, "access_model_names", group.models());
        put(view, "access_mcp_server_ids", "access_mcp_servers", group.mcpServers());
        put(view, "access_agent_ids", "access_agents", group.agents());
        put(view, "assigned_team_ids", "assigned_teams", assigned.teams());
        put(view, "assigned_key_ids", "assigned_keys", assigned.keys());
        View.put(view, group.stamps());
        return view;
    }

    private static void put(ObjectNode view, String ids, String resources, List<String> values) {
        View.put(view, ids, values);
        ArrayNode rows = view.putArray(resources);
        values.forEach(value -> rows.addObject().put("id", value));
    }
}
