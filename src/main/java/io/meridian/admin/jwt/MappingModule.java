package io.meridian.admin.jwt;

import io.meridian.admin.office.Office;
import java.util.Optional;

/** The routes of mappings of tokens to keys. Immutable. */
public record MappingModule(MappingResource resource) {
    public static MappingModule create(Optional<Office> office) {
        return new MappingModule(new MappingResource(office.map(MappingDesk::new)));
    }
}
