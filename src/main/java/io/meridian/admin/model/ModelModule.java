package io.meridian.admin.model;

import io.meridian.admin.office.Office;
import io.meridian.auth.Caller;
import io.meridian.base.Sealer;
import io.meridian.model.ModelStore;
import io.meridian.model.Offers;
import io.meridian.model.SettingStore;
import io.meridian.spend.PriceBook;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/** The routes about models: making them, asking about them, labelling them. Immutable. */
public record ModelModule(List<Object> resources) {
    public ModelModule {
        resources = List.copyOf(resources);
    }

    /**
     * What the rest of the gateway knows of models.
     *
     * @param stores whether deployments may be stored, and are called
     * @param access whether a caller may name a model
     */
    public record Surroundings(Offers offers, boolean stores, BiPredicate<Caller, String> access, PriceBook prices) {}

    /** Without a database the file's models are shown, and what writes says what is missing. */
    public static ModelModule create(Optional<Office> office, Optional<Sealer> sealer, Surroundings surroundings) {
        Offers offers = surroundings.offers();
        boolean stores = surroundings.stores();
        Optional<ModelDesk> models =
                office.map(found -> new ModelDesk(found, new ModelStore(found.database(), sealer), offers, stores));
        Optional<AccessGroupDesk> labels = office.map(
                found -> new AccessGroupDesk(found, new ModelStore(found.database(), sealer), offers, stores));
        Optional<PublicGroupDesk> groups =
                office.map(found -> new PublicGroupDesk(found, new SettingStore(found.database(), sealer), offers));
        ModelInfo info = new ModelInfo(offers, surroundings.access(), surroundings.prices());
        return new ModelModule(List.of(
                new StoredModelsResource(models),
                new ModelInfoResource(info),
                new VersionedModelInfoResource(info),
                new ModelGroupsResource(info, groups),
                new AccessGroupsResource(labels)));
    }
}
