package io.meridian.admin.credential;

import io.meridian.admin.office.Office;
import io.meridian.base.Sealer;
import io.meridian.config.CredentialEntry;
import io.meridian.model.CredentialStore;
import io.meridian.model.ModelStore;
import io.meridian.model.Offers;
import io.meridian.model.Resealing;
import java.util.List;
import java.util.Optional;

/** The routes below {@code /credentials}. Immutable. */
public record CredentialModule(List<Object> resources) {
    public CredentialModule {
        resources = List.copyOf(resources);
    }

    /** {@code ofFile} are those of the configuration file, which are shown and cannot be changed here. */
    public static CredentialModule create(
            Optional<Office> office, Optional<Sealer> sealer, List<CredentialEntry> ofFile, Offers offers) {
        Optional<CredentialDesk> desk = office.map(found -> new CredentialDesk(
                found,
                new CredentialStore(found.database(), sealer),
                new ModelCredentials(new ModelStore(found.database(), sealer), offers),
                ofFile,
                offers));
        Optional<Resealing> resealing = office.map(found -> new Resealing(found.database(), sealer));
        return new CredentialModule(List.of(new CredentialsResource(desk), new EncryptionResource(resealing, sealer)));
    }
}
