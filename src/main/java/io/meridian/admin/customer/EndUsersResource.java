package io.meridian.admin.customer;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Path;
import java.util.Optional;

/** Customers by their other name. */
@Singleton
@Path("end_user")
public final class EndUsersResource extends CustomersResource {
    @Inject
    EndUsersResource(Optional<CustomerDesk> desk) {
        super(desk);
    }
}
