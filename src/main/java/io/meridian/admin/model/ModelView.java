package io.meridian.admin.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.Masks;
import io.meridian.admin.form.View;
import io.meridian.base.JsonText;
import io.meridian.config.LitellmParams;
import io.meridian.config.ModelEntry;
import io.meridian.config.ShownParams;
import io.meridian.model.ListedModel;
import io.meridian.model.StoredModel;
import io.meridian.spend.Price;
import io.meridian.spend.PriceBook;
import java.util.Map;
import java.util.Optional;

/** A deployment as it is shown: to administrators with its secrets masked, to others without them. */
final class ModelView {
    private ModelView() {}

    /** The row as it is stored, which only its administrators get. */
    static ObjectNode row(StoredModel model) {
        ObjectNode row = JsonText.object().put("model_id", model.id()).put("model_name", model.name());
        row.set("litellm_params", Masks.of(model.params().tree(), ShownParams::isHarmless));
        row.set("model_info", model.infoTree().put("id", model.id()).put("db_model", true));
        row.put("blocked", model.blocked());
        View.put(row, model.stamps());
        return row;
    }

    /** An entry of {@code /model/info}; only who may see everything is told why a model is left out. */
    static ObjectNode info(ListedModel model, PriceBook prices, boolean all) {
        ObjectNode entry = JsonText.object().put("model_name", model.name());
        entry.set("litellm_params", JsonText.stored(model.params()));
        ObjectNode info = JsonText.object();
        model.entry().ifPresent(read -> addFacts(info, read, prices));
        JsonText.stored(model.info()).properties().stream()
                // what is written wins, unless it says nothing
                .filter(written -> !written.getValue().isNull() || !info.has(written.getKey()))
                .forEach(written -> info.set(written.getKey(), written.getValue()));
        info.put("id", model.id()).put("db_model", model.isStored());
        info.putIfAbsent("access_groups", JsonText.tree(new String[0]));
        if (!info.has("team_id")) {
            info.putNull("team_id");
        }
        model.stamps().ifPresent(stamps -> View.put(info.put("blocked", model.blocked()), stamps));
        if (all) {
            model.fault().ifPresent(fault -> info.put("left_out", fault));
        }
        entry.set("model_info", info);
        return entry;
    }

    /** What the price list knows of a deployment, with its own prices over that. */
    static Optional<Price> price(ModelEntry entry, PriceBook prices) {
        LitellmParams params = entry.params();
        return prices.find(params.provider(), params.model(), entry.info().baseModel(), params.prices());
    }

    private static void addFacts(ObjectNode info, ModelEntry entry, PriceBook prices) {
        info.put("litellm_provider", entry.params().provider());
        price(entry, prices).ifPresent(price -> {
            if (!price.mode().isEmpty()) {
                info.put("mode", price.mode());
            }
            price.limits().maxInputTokens().ifPresent(most -> info.put("max_input_tokens", most));
            price.limits().maxOutputTokens().ifPresent(most -> info.put("max_output_tokens", most));
            price.fields().entrySet().stream()
                    .filter(field -> field.getKey().indexOf('.') < 0)
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(field -> info.set(field.getKey(), JsonText.number(field.getValue())));
        });
    }
}
