package io.meridian.admin.group;

import io.meridian.admin.office.Office;
import java.util.List;
import java.util.Optional;

/** The routes of access groups, which have two names. Immutable. */
public record GroupModule(List<Object> resources) {
    public GroupModule {
        resources = List.copyOf(resources);
    }

    public static GroupModule create(Optional<Office> office) {
        Optional<GroupDesk> desk = office.map(GroupDesk::new);
        return new GroupModule(List.of(new GroupsResource(desk), new UnifiedGroupsResource(desk)));
    }
}
