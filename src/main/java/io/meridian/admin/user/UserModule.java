package io.meridian.admin.user;

import io.meridian.admin.office.Office;
import io.meridian.admin.people.KeyDealings;
import io.meridian.admin.people.UserDefaults;
import java.util.List;
import java.util.Optional;

/** The routes below {@code /user}. Immutable. */
public record UserModule(List<Object> resources) {
    public UserModule {
        resources = List.copyOf(resources);
    }

    public static UserModule create(Optional<Office> office, UserDefaults newUsers, KeyDealings keys) {
        Optional<UserReading> reading = office.map(found -> new UserReading(found, keys));
        return new UserModule(List.of(
                new UsersResource(office.map(found -> new UserDesk(found, newUsers, keys))),
                new UserReadsResource(reading),
                new UserLightResource(reading)));
    }
}
