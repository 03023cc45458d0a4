package io.meridian.admin.customer;

import io.meridian.admin.office.Office;
import java.util.List;
import java.util.Optional;

/** The routes below {@code /customer}, and the same below {@code /end_user}. Immutable. */
public record CustomerModule(List<Object> resources) {
    public CustomerModule {
        resources = List.copyOf(resources);
    }

    public static CustomerModule create(Optional<Office> office) {
        Optional<CustomerDesk> desk = office.map(CustomerDesk::new);
        return new CustomerModule(List.of(new CustomersResource(desk), new EndUsersResource(desk)));
    }
}
