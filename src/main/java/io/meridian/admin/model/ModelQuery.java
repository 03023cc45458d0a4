package io.meridian.admin.model;

import io.meridian.admin.form.Page;
import io.meridian.api.Exchange;
import io.meridian.auth.Caller;
import io.meridian.base.GatewayException;
import io.meridian.directory.Stamps;
import io.meridian.model.ListedModel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Which deployments a request asks for, in which order, and which page of them. Immutable. */
record ModelQuery(List<Predicate<ListedModel>> conditions, boolean own, Comparator<ListedModel> order, Page page) {
    private static final int STANDARD_SIZE = 50;
    private static final int MOST = 1_000;
    private static final Map<String, Comparator<ListedModel>> ORDERS = Map.of(
            "model_name", Comparator.comparing(ListedModel::offeredName),
            "created_at", Comparator.comparing(model -> moment(model, Stamps::createdAt)),
            "updated_at", Comparator.comparing(model -> moment(model, Stamps::updatedAt)));

    static ModelQuery of(Exchange exchange) {
        Page page = Page.of(exchange, "size", STANDARD_SIZE, MOST);
        List<Predicate<ListedModel>> conditions = new ArrayList<>();
        exchange.query("model")
                .ifPresent(name -> conditions.add(model ->
                        model.name().equals(name) || model.offeredName().equals(name)));
        exchange.query("modelId")
                .ifPresent(id -> conditions.add(model -> model.id().equals(id)));
        exchange.query("teamId")
                .ifPresent(team ->
                        conditions.add(model -> model.team().map(team::equals).orElse(false)));
        exchange.query("access_group")
                .ifPresent(group -> conditions.add(model -> labels(model).contains(group)));
        exchange.query("search")
                .map(text -> text.toLowerCase(Locale.ROOT))
                .ifPresent(text -> conditions.add(
                        model -> model.offeredName().toLowerCase(Locale.ROOT).contains(text)));
        if (flag(exchange, "wildcard_only")) {
            conditions.add(model -> model.offeredName().contains("*"));
        }
        return new ModelQuery(conditions, flag(exchange, "user_models_only"), order(exchange), page);
    }

    boolean matches(ListedModel model, Caller caller) {
        return conditions.stream().allMatch(condition -> condition.test(model)) && (!own || isOwn(model, caller));
    }

    private static boolean isOwn(ListedModel model, Caller caller) {
        Optional<String> maker = model.stamps().map(Stamps::createdBy);
        return maker.isPresent() && maker.equals(caller.userId());
    }

    private static List<String> labels(ListedModel model) {
        return model.entry().map(entry -> entry.info().accessGroups()).orElse(List.of());
    }

    /** In the order of the file and then of their making, unless asked otherwise. */
    private static Comparator<ListedModel> order(Exchange exchange) {
        Optional<String> by = exchange.query("sortBy");
        if (by.isEmpty()) {
            return (_, _) -> 0;
        }
        Comparator<ListedModel> order = ORDERS.get(by.get());
        if (order == null) {
            throw new GatewayException.BadRequest(
                    "Invalid sortBy. It is one of "
                            + ORDERS.keySet().stream().sorted().toList() + ".",
                    "sortBy");
        }
        boolean descending =
                exchange.query("sortOrder").map("desc"::equalsIgnoreCase).orElse(false);
        return descending ? order.reversed() : order;
    }

    private static Instant moment(ListedModel model, Function<Stamps, Instant> which) {
        return model.stamps().map(which).orElse(Instant.EPOCH);
    }

    private static boolean flag(Exchange exchange, String name) {
        return exchange.query(name).map("true"::equalsIgnoreCase).orElse(false);
    }
}
