package io.meridian.server;

import io.meridian.base.Sealer;
import io.meridian.config.CredentialEntry;
import io.meridian.config.EntryReader;
import io.meridian.config.GatewayConfig;
import io.meridian.config.ModelEntry;
import io.meridian.model.Credential;
import io.meridian.model.CredentialStore;
import io.meridian.model.ListedModel;
import io.meridian.model.ModelStore;
import io.meridian.model.SettingStore;
import io.meridian.model.StoredModel;
import io.meridian.routing.Deployment;
import io.meridian.store.Database;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what is stored in PostgreSQL by the rules of the configuration file. Thread-safe. */
final class StoredModels {
    /** Where everything that concerns models is kept. */
    private record Kept(ModelStore models, CredentialStore credentials, SettingStore settings) {}

    private final Kept kept;
    private final boolean offered;
    private final EntryReader reader;
    private final Deployments deployments;

    /** {@code offered} is whether stored models are called at all. */
    private StoredModels(Kept kept, boolean offered, EntryReader reader, Deployments deployments) {
        this.kept = kept;
        this.offered = offered;
        this.reader = reader;
        this.deployments = deployments;
    }

    static StoredModels of(GatewayConfig config, Database database, Deployments deployments) {
        Optional<Sealer> sealer = ModuleSettings.sealer(config);
        return new StoredModels(
                new Kept(
                        new ModelStore(database, sealer),
                        new CredentialStore(database, sealer),
                        new SettingStore(database, sealer)),
                config.settings().general().storeModelInDb(),
                new EntryReader(config.modelList(), Deployments::isAddressKnown),
                deployments);
    }

    /** One model: how it is listed, and the deployments it stands for; none if it has a fault. */
    record Read(ListedModel listed, List<Map.Entry<ModelEntry, Deployment>> places, List<String> warnings) {}

    /** All models, in the order in which they were made; {@code taken} are the ids of others. */
    List<Read> all(Set<String> taken) {
        if (!offered) {
            return List.of();
        }
        List<StoredModel> stored = kept.models().all();
        List<CredentialEntry> credentials = credentials();
        Set<String> ids = new HashSet<>(taken);
        List<Read> all = new ArrayList<>();
        for (StoredModel model : stored) {
            all.add(
                    ids.add(model.id())
                            ? read(model, credentials)
                            : leftOut(model, "its id is that of a model in the configuration file", List.of()));
        }
        return all;
    }

    /** One model as it would be read now. */
    Read read(StoredModel model) {
        return read(model, credentials());
    }

    Set<String> publicGroups() {
        Set<String> groups = new HashSet<>();
        kept.settings()
                .find(SettingStore.LITELLM)
                .tree()
                .path("public_model_groups")
                .forEach(group -> groups.add(group.asText()));
        return groups;
    }

    private Read read(StoredModel model, List<CredentialEntry> credentials) {
        if (model.params().fault().isPresent()) {
            return leftOut(model, model.params().fault().get(), List.of());
        }
        EntryReader.Reading reading = reader.read(
                new EntryReader.Draft(
                        model.name(), model.params().tree(), model.infoTree().put("id", model.id())),
                credentials);
        if (!reading.problems().isEmpty()) {
            return leftOut(model, String.join("; ", reading.problems()), reading.warnings());
        }
        List<Map.Entry<ModelEntry, Deployment>> places = new ArrayList<>();
        try {
            reading.entries().forEach(entry -> places.add(Map.entry(entry, deployments.of(entry))));
        } catch (IllegalArgumentException unusable) {
            return leftOut(model, "litellm_params: " + unusable.getMessage(), reading.warnings());
        }
        return new Read(
                listed(model, reading.entries().stream().findFirst(), Optional.empty()), places, reading.warnings());
    }

    private List<CredentialEntry> credentials() {
        return kept.credentials().all().stream()
                .filter(credential -> credential.values().fault().isEmpty())
                .map(StoredModels::entry)
                .toList();
    }

    private static CredentialEntry entry(Credential credential) {
        return new CredentialEntry(credential.name(), credential.values().opened(), credential.info());
    }

    private static Read leftOut(StoredModel model, String fault, List<String> warnings) {
        return new Read(listed(model, Optional.empty(), Optional.of(fault)), List.of(), warnings);
    }

    private static ListedModel listed(StoredModel model, Optional<ModelEntry> entry, Optional<String> fault) {
        return new ListedModel(
                model.id(),
                model.name(),
                entry.map(read -> read.written().params()).orElse("{}"),
                model.info(),
                entry,
                Optional.of(model.stamps()),
                model.blocked(),
                fault);
    }
}
