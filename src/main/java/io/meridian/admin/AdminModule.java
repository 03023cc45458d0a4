package io.meridian.admin;

import io.meridian.admin.audit.AuditModule;
import io.meridian.admin.budget.BudgetModule;
import io.meridian.admin.credential.CredentialModule;
import io.meridian.admin.customer.CustomerModule;
import io.meridian.admin.group.GroupModule;
import io.meridian.admin.invitation.InvitationModule;
import io.meridian.admin.jwt.MappingModule;
import io.meridian.admin.key.KeyModule;
import io.meridian.admin.key.KeyPolicy;
import io.meridian.admin.model.ModelModule;
import io.meridian.admin.office.Office;
import io.meridian.admin.organization.OrganizationModule;
import io.meridian.admin.people.UserDefaults;
import io.meridian.admin.project.ProjectModule;
import io.meridian.admin.spend.SpendReportModule;
import io.meridian.admin.tag.TagModule;
import io.meridian.admin.team.TeamDefaults;
import io.meridian.admin.team.TeamModule;
import io.meridian.admin.user.UserModule;
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
    public static AdminModule create(
            Optional<Office> office,
            AuditModule audit,
            KeyPolicy policy,
            Models models,
            SpendReportModule.Sources reports) {
        List<Object> resources = new ArrayList<>();
        addKeyholders(resources, office, policy);
        resources.add(BudgetModule.create(office).resource());
        resources.addAll(OrganizationModule.create(office).resources());
        resources.addAll(CustomerModule.create(office).resources());
        resources.add(ProjectModule.create(office).resource());
        resources.add(TagModule.create(office).resource());
        resources.addAll(GroupModule.create(office).resources());
        resources.addAll(InvitationModule.create(office).resources());
        resources.add(audit.resource());
        resources.addAll(SpendReportModule.create(office, reports).resources());
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

    /** Keys, and those who hold them. */
    private static void addKeyholders(List<Object> resources, Optional<Office> office, KeyPolicy policy) {
        KeyModule keys = KeyModule.create(office, policy);
        UserDefaults newUsers = UserDefaults.NONE;
        resources.addAll(keys.resources());
        resources.add(MappingModule.create(office).resource());
        resources.addAll(UserModule.create(office, newUsers, keys).resources());
        resources.addAll(
                TeamModule.create(office, TeamDefaults.NONE, newUsers, keys).resources());
    }
}
