package io.meridian.admin.credential;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import io.meridian.base.Secret;
import io.meridian.config.LitellmParams.Upstream;
import io.meridian.config.ModelEntry;
import io.meridian.config.ShownParams;
import io.meridian.model.ListedModel;
import io.meridian.model.ModelStore;
import io.meridian.model.Offers;
import io.meridian.model.StoredModel;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** What a deployment has of a credential: where it calls, and what opens that door. Thread-safe. */
final class ModelCredentials {
    private final ModelStore models;
    private final Offers offers;

    ModelCredentials(ModelStore models, Offers offers) {
        this.models = models;
        this.offers = offers;
    }

    /** With the name of the model and the secrets revealed. */
    record Found(String model, ObjectNode values) {}

    Found of(String modelId) {
        return models.find(modelId)
                .map(ModelCredentials::ofStored)
                .or(() -> ofFile(modelId))
                .orElseThrow(
                        () -> new GatewayException.NotFound("Model with id=" + modelId + " not found.", "model_id"));
    }

    private static Found ofStored(StoredModel model) {
        Optional<String> fault = model.params().fault();
        if (fault.isPresent()) {
            throw new GatewayException.BadRequest("The model cannot be read: " + fault.get(), "model_id");
        }
        ObjectNode values = model.params().tree();
        values.remove(values.properties().stream()
                .map(entry -> entry.getKey())
                .filter(name -> !ShownParams.isOfCredential(name))
                .toList());
        return new Found(model.name(), values);
    }

    private Optional<Found> ofFile(String modelId) {
        List<ListedModel> models = offers.listing().models();
        return models.stream()
                .filter(model -> !model.isStored() && model.id().equals(modelId))
                .flatMap(model -> model.entry().stream())
                .map(ModelCredentials::ofEntry)
                .findFirst();
    }

    private static Found ofEntry(ModelEntry entry) {
        Upstream upstream = entry.params().upstream();
        ObjectNode values = JsonText.object();
        upstream.apiKey().map(Secret::reveal).ifPresent(key -> values.put("api_key", key));
        upstream.apiBase().map(URI::toString).ifPresent(base -> values.put("api_base", base));
        upstream.apiVersion().ifPresent(version -> values.put("api_version", version));
        upstream.organization().ifPresent(organization -> values.put("organization", organization));
        upstream.credentials().forEach((name, value) -> values.put(name, value.reveal()));
        return new Found(entry.name(), values);
    }
}
