package io.meridian.auth;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.base.JsonText;
import io.meridian.base.Usd;
import io.meridian.base.WireDuration;
import io.meridian.base.WireMoment;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a key's JSON says that every call has to ask, read once when the key is read: what is no rule in the form of
 * the contract is none here. Immutable.
 *
 * @param models by the name of a model, or a pattern of names
 * @param windows further budgets, each with a period of its own
 * @param enforcedParams what every call has to carry; a dot leads into an object
 */
public record KeyRules(
        Optional<Raise> raise, Map<String, ModelRule> models, List<Window> windows, List<String> enforcedParams) {
    public static final KeyRules NONE = new KeyRules(Optional.empty(), Map.of(), List.of(), List.of());

    public KeyRules {
        models = Map.copyOf(models);
        windows = List.copyOf(windows);
        enforcedParams = List.copyOf(enforcedParams);
    }

    /** So much more may be spent for a while. */
    public record Raise(BigDecimal amount, Instant until) {}

    /** What a key may do with one model. */
    public record ModelRule(@Nullable Long rpm, @Nullable Long tpm, Optional<Window> budget) {}

    /** So much in each period of this length; none is one that never ends. */
    public record Window(Usd max, Optional<WireDuration> length) {
        /** What tells it from others of the same key. */
        public String name() {
            return length.map(WireDuration::text).orElse("");
        }
    }

    /** Those that the details tell. */
    public static KeyRules of(VirtualKey.Details details) {
        JsonNode metadata = JsonText.stored(details.metadata());
        return new KeyRules(
                raise(metadata),
                models(metadata, JsonText.stored(details.modelMaxBudget())),
                details.budgetLimits() == null ? List.of() : windows(JsonText.stored(details.budgetLimits())),
                texts(metadata.path("enforced_params")));
    }

    /** What may be spent now, where there is a maximum of which it is a part. */
    public BigDecimal raised(BigDecimal max, Instant now) {
        return raise.filter(found -> now.isBefore(found.until()))
                .map(found -> max.add(found.amount()))
                .orElse(max);
    }

    private static Optional<Raise> raise(JsonNode metadata) {
        JsonNode amount = metadata.path("temp_budget_increase");
        Optional<Instant> until =
                WireMoment.parse(metadata.path("temp_budget_expiry").asText());
        return until.filter(_ -> amount.isNumber() && amount.decimalValue().signum() > 0)
                .map(moment -> new Raise(amount.decimalValue(), moment));
    }

    private static Map<String, ModelRule> models(JsonNode metadata, JsonNode budgets) {
        JsonNode rpm = metadata.path("model_rpm_limit");
        JsonNode tpm = metadata.path("model_tpm_limit");
        TreeSet<String> names = new TreeSet<>();
        List.of(rpm, tpm, budgets).forEach(rules -> rules.fieldNames().forEachRemaining(names::add));
        Map<String, ModelRule> rules = new TreeMap<>();
        for (String name : names) {
            rules.put(name, new ModelRule(whole(rpm.path(name)), whole(tpm.path(name)), budget(budgets.path(name))));
        }
        return rules;
    }

    private static @Nullable Long whole(JsonNode number) {
        return number.canConvertToLong() ? number.longValue() : null;
    }

    /** Both spellings of the contract, and a bare number. */
    private static Optional<Window> budget(JsonNode rule) {
        if (rule.isNumber()) {
            return Optional.of(new Window(Usd.of(rule.decimalValue()), Optional.empty()));
        }
        JsonNode max = first(rule, "budget_limit", "max_budget");
        JsonNode length = first(rule, "time_period", "budget_duration");
        return max.isNumber()
                ? Optional.of(new Window(Usd.of(max.decimalValue()), WireDuration.parse(length.asText())))
                : Optional.empty();
    }

    private static JsonNode first(JsonNode rule, String name, String otherName) {
        return rule.has(name) ? rule.path(name) : rule.path(otherName);
    }

    private static List<Window> windows(JsonNode limits) {
        List<Window> windows = new ArrayList<>();
        for (JsonNode limit : limits) {
            budget(limit).filter(window -> window.length().isPresent()).ifPresent(windows::add);
        }
        return windows;
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(element -> texts.add(element.asText()));
        return texts;
    }
}
