package io.meridian.admin;

import io.meridian.admin.audit.AuditModule;
import io.meridian.admin.jwt.MappingModule;
import io.meridian.admin.key.KeyModule;
import io.meridian.admin.key.KeyPolicy;
import io.meridian.admin.office.Office;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything an administrator does by curl: what is registered where administration is switched on, and is gone where
 * it is not. Immutable.
 */
public record AdminModule(List<Object> resources) {
    public static final AdminModule NONE = new AdminModule(List.of());

    public AdminModule {
        resources = List.copyOf(resources);
    }

    /** Without a database there is no office; the routes are there all the same and say so. */
    public static AdminModule create(Optional<Office> office, AuditModule audit, KeyPolicy policy) {
        List<Object> resources =
                new ArrayList<>(KeyModule.create(office, policy).resources());
        resources.add(MappingModule.create(office).resource());
        resources.add(audit.resource());
        return new AdminModule(resources);
    }
}
