package io.meridian.admin.invitation;

import io.meridian.admin.office.Office;
import java.util.List;
import java.util.Optional;

/** The routes below {@code /invitation} and {@code /onboarding}. Immutable. */
public record InvitationModule(List<Object> resources) {
    public InvitationModule {
        resources = List.copyOf(resources);
    }

    public static InvitationModule create(Optional<Office> office) {
        Optional<InvitationDesk> desk = office.map(InvitationDesk::new);
        return new InvitationModule(List.of(new InvitationsResource(desk), new OnboardingResource(desk)));
    }
}
