package io.meridian.admin.project;

import io.meridian.admin.office.Office;
import java.util.Optional;

/** The routes below {@code /project}. Immutable. */
public record ProjectModule(ProjectsResource resource) {
    public static ProjectModule create(Optional<Office> office) {
        return new ProjectModule(new ProjectsResource(office.map(ProjectDesk::new), office.map(ProjectView::new)));
    }
}
