package io.meridian.admin.audit;

import java.util.Optional;

/** What was found out about the trail: how many rows are as they were written, and what is wrong. Immutable. */
record Verdict(
        long rows, boolean unkeyed, Optional<Fault> fault, Optional<Head> head, Optional<Checkpoint> checkpoint) {
    String status() {
        if (fault.isPresent()) {
            return "broken";
        }
        return unkeyed ? "unkeyed" : "intact";
    }
}
