package io.meridian.directory;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Models and more that are opened together, to whichever keys and teams have the group. Immutable. */
public record AccessGroup(
        String id,
        String name,
        @Nullable String description,
        List<String> models,
        List<String> mcpServers,
        List<String> agents,
        Stamps stamps) {
    public AccessGroup {
        models = List.copyOf(models);
        mcpServers = List.copyOf(mcpServers);
        agents = List.copyOf(agents);
    }
}
