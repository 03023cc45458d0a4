package io.meridian.admin;

import io.meridian.admin.audit.AuditModule;
import io.meridian.admin.credential.CredentialModule;
import io.meridian.admin.jwt.MappingModule;
import io.meridian.admin.key.KeyModule;
import io.meridian.admin.key.KeyPolicy;
import io.meridian.admin.model.ModelModule;
import io.meridian.admin.office.Office;
import io.meridian.base.Sealer;
import io.meridian.config.CredentialEntry;
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

    /**
     * What it takes to administer models.
     *
     * @param credentials those of the configuration file
     */
    public record Models(
            Optional<Sealer> sealer, List<CredentialEntry> credentials, ModelModule.Surroundings surroundings) {}

    /** Without a database there is no office; the routes are there all the same and say so. */
    public static AdminModule create(Optional<Office> office, AuditModule audit, KeyPolicy policy, Models models) {
        List<Object> resources =
                new ArrayList<>(KeyModule.create(office, policy).resources());
        resources.add(MappingModule.create(office).resource());
        resources.add(audit.resource());
        resources.addAll(ModelModule.create(office, models.sealer(), models.surroundings())
                .resources());
        resources.addAll(CredentialModule.create(
                        office,
                        models.sealer(),
                        models.credentials(),
                        models.surroundings().offers())
                .resources());
        return new AdminModule(resources);
    }
}
