package io.meridian.admin.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.Page;
import io.meridian.auth.Caller;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import io.meridian.directory.Role;
import io.meridian.model.ListedModel;
import io.meridian.model.Listing;
import io.meridian.model.Offers;
import io.meridian.spend.PriceBook;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;

/** Tells callers about the deployments they may use; from memory, so that it works without a database. Thread-safe. */
final class ModelInfo {
    private final Offers offers;
    private final BiPredicate<Caller, String> access;
    private final PriceBook prices;

    ModelInfo(Offers offers, BiPredicate<Caller, String> access, PriceBook prices) {
        this.offers = offers;
        this.access = access;
        this.prices = prices;
    }

    ObjectNode all(Caller caller, Optional<String> id) {
        List<ListedModel> found = visible(caller).stream()
                .filter(model -> id.map(model.id()::equals).orElse(true))
                .toList();
        if (id.isPresent() && found.isEmpty()) {
            throw new GatewayException.NotFound(
                    "Model id = " + id.get() + " not found on litellm proxy", "litellm_model_id");
        }
        return entries(found, caller);
    }

    ObjectNode page(Caller caller, ModelQuery query) {
        List<ListedModel> found = visible(caller).stream()
                .filter(model -> query.matches(model, caller))
                .sorted(query.order())
                .toList();
        Page page = query.page();
        ObjectNode answer =
                entries(found.stream().skip(page.offset()).limit(page.size()).toList(), caller);
        return page.addCurrent(answer, found.size()).put("size", page.size());
    }

    ObjectNode groups(Caller caller, Optional<String> name) {
        Listing listing = offers.listing();
        Map<List<String>, ModelGroup> groups = new LinkedHashMap<>();
        for (ListedModel model : visible(caller)) {
            String group = model.offeredName();
            boolean wanted = name.map(group::equals).orElse(true);
            if (wanted && !model.blocked()) {
                model.entry()
                        .ifPresent(entry -> groups.computeIfAbsent(
                                        // a team's models are no part of everybody's group of that name
                                        List.of(group, model.team().orElse("")),
                                        _ -> new ModelGroup(
                                                group, listing.publicGroups().contains(group)))
                                .add(entry, ModelView.price(entry, prices)));
            }
        }
        ObjectNode answer = JsonText.object();
        ArrayNode data = answer.putArray("data");
        groups.values().forEach(group -> data.add(group.view()));
        return answer;
    }

    private ObjectNode entries(List<ListedModel> models, Caller caller) {
        ObjectNode answer = JsonText.object();
        ArrayNode data = answer.putArray("data");
        models.forEach(model -> data.add(ModelView.info(model, prices, seesAll(caller))));
        return answer;
    }

    private List<ListedModel> visible(Caller caller) {
        return offers.listing().models().stream()
                .filter(model -> seesAll(caller) || mayUse(caller, model))
                .toList();
    }

    private static boolean seesAll(Caller caller) {
        return caller.role() == Role.PROXY_ADMIN || caller.role() == Role.PROXY_ADMIN_VIEWER;
    }

    /** What belongs to a team is shown to its keys, as far as they may call it, and to its members. */
    private boolean mayUse(Caller caller, ListedModel model) {
        if (model.fault().isPresent()) {
            return false;
        }
        if (model.team().isEmpty()) {
            return access.test(caller, model.offeredName());
        }
        String team = model.team().get();
        boolean byKey =
                caller.key().map(key -> team.equals(key.owner().teamId())).orElse(false);
        return byKey
                ? access.test(caller, model.offeredName())
                : caller.belonging().memberships().team(team).isPresent();
    }
}
