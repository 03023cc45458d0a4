package io.meridian.admin.group;

import io.meridian.directory.AccessGroup;
import java.util.List;

/** An access group, and who has it: ids of teams and hashes of keys. Immutable. */
record Assigned(AccessGroup group, List<String> teams, List<String> keys) {
    Assigned {
        teams = List.copyOf(teams);
        keys = List.copyOf(keys);
    }
}
