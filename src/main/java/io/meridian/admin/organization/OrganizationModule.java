package io.meridian.admin.organization;

import io.meridian.admin.office.Office;
import java.util.List;
import java.util.Optional;

/** The routes below {@code /organization}. Immutable. */
public record OrganizationModule(List<Object> resources) {
    public OrganizationModule {
        resources = List.copyOf(resources);
    }

    public static OrganizationModule create(Optional<Office> office) {
        Optional<OrganizationView> view = office.map(OrganizationView::new);
        return new OrganizationModule(List.of(
                new OrganizationsResource(office.map(OrganizationDesk::new), view),
                new OrganizationMembersResource(office.map(MemberDesk::new), view)));
    }
}
