package io.meridian.admin.tag;

import io.meridian.admin.office.Office;
import java.util.Optional;

/** The routes below {@code /tag} by which tags are administered. Immutable. */
public record TagModule(TagsResource resource) {
    public static TagModule create(Optional<Office> office) {
        return new TagModule(new TagsResource(office.map(TagDesk::new)));
    }
}
