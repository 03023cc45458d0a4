package io.meridian.admin;

import io.meridian.admin.audit.AuditModule;
import io.meridian.admin.key.KeyModule;
import io.meridian.admin.key.KeyPolicy;
import io.meridian.admin.office.Office;
import io.meridian.admin.spend.SpendReportModule;
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
    public static AdminModule create(
            Optional<Office> office, AuditModule audit, KeyPolicy policy, SpendReportModule.Sources reports) {
        List<Object> resources = new ArrayList<>();
        resources.add(KeyModule.create(office, policy).resource());
        resources.add(audit.resource());
        resources.addAll(SpendReportModule.create(office, reports).resources());
        return new AdminModule(resources);
    }
}
