package io.meridian.admin.group;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Path;
import java.util.Optional;

/** Access groups by their other name. */
@Singleton
@Path("v1/unified_access_group")
public final class UnifiedGroupsResource extends GroupsResource {
    @Inject
    UnifiedGroupsResource(Optional<GroupDesk> desk) {
        super(desk);
    }
}
