package io.meridian.admin.key;

import io.meridian.admin.office.Office;
import io.meridian.auth.VirtualKeyStore;
import java.util.Optional;

/** The routes below {@code /key}. Immutable. */
public record KeyModule(KeysResource resource) {
    public static KeyModule create(Optional<Office> office, KeyPolicy policy) {
        return new KeyModule(new KeysResource(
                office.map(found -> new KeyDesk(found, new VirtualKeyStore(found.database()), policy))));
    }
}
