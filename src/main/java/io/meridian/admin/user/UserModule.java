package io.meridian.admin.user;

import io.meridian.admin.office.Office;
import io.meridian.admin.people.UserDefaults;
import java.util.List;
import java.util.Optional;

/** The routes below {@code /user}. Immutable. */
public record UserModule(List<Object> resources) {
    public UserModule {
        resources = List.copyOf(resources);
    }

    public static UserModule create(Optional<Office> office, UserDefaults newUsers, FirstKeys keys) {
        Optional<UserDesk> desk = office.map(found -> new UserDesk(found, newUsers, keys));
        return new UserModule(List.of(new UsersResource(desk)));
    }
}
