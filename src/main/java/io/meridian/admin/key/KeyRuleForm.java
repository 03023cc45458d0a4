package io.meridian.admin.key;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.admin.form.Form;
import io.meridian.admin.form.LimitFields;
import io.meridian.auth.VirtualKey;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import io.meridian.base.WireDuration;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether the rules that a key keeps as JSON are ones that calls can be held to: what could not be enforced is refused
 * when it is sent, not passed over later. Confined to one thread.
 */
final class KeyRuleForm {
    private static final BigDecimal MOST_BUDGET = new BigDecimal("9000000");
    /** Each is asked and booked by every call. */
    private static final int MOST_WINDOWS = 4;

    private static final int MOST_PATTERNS = 4;

    private final Form form;

    KeyRuleForm(Form form) {
        this.form = form;
    }

    /** Looks at what the request sent, be it inside the metadata. */
    void check(VirtualKey.Details details) {
        JsonNode metadata = JsonText.stored(details.metadata());
        Set<String> patterns = new HashSet<>();
        for (String name : List.of("model_rpm_limit", "model_tpm_limit")) {
            collect(metadata.path(name), patterns);
            if (isSent(name)) {
                checkRates(name, metadata.path(name));
            }
        }
        if (isSent("enforced_params")) {
            checkTexts("enforced_params", metadata.path("enforced_params"));
        }
        JsonNode budgets = JsonText.stored(details.modelMaxBudget());
        collect(budgets, patterns);
        if (form.has("model_max_budget")) {
            budgets.properties().forEach(entry -> checkBudget("model_max_budget", entry.getValue(), false));
        }
        if (form.has("budget_limits")) {
            checkWindows(details.budgetLimits());
        }
        if (patterns.size() > MOST_PATTERNS && (form.has("metadata") || form.has("model_max_budget"))) {
            throw new GatewayException.BadRequest(
                    "A key may have rules about at most %d patterns of models.".formatted(MOST_PATTERNS),
                    "model_max_budget");
        }
    }

    private boolean isSent(String name) {
        return form.has(name) || form.has("metadata");
    }

    private static void collect(JsonNode rules, Set<String> patterns) {
        rules.fieldNames().forEachRemaining(name -> {
            if (name.indexOf('*') >= 0) {
                patterns.add(name);
            }
        });
    }

    private void checkRates(String name, JsonNode rates) {
        if (!rates.isMissingNode() && !rates.isNull() && !rates.isObject()) {
            form.problem(name, "dict_type", "Input should be a valid object");
        }
        for (JsonNode rate : rates) {
            if (!rate.isIntegralNumber() || !rate.canConvertToLong()) {
                form.problem(name, "int_type", "Input should be a valid integer for each model");
            } else if (rate.longValue() < 0) {
                throw new GatewayException.BadRequest(
                        "%s must not be negative. Received: %s".formatted(name, rate.asText()), name);
            }
        }
    }

    private void checkTexts(String name, JsonNode texts) {
        boolean list = texts.isMissingNode() || texts.isNull() || texts.isArray();
        for (JsonNode text : texts) {
            list &= text.isTextual();
        }
        if (!list) {
            form.problem(name, "list_type", "Input should be a valid list of strings");
        }
    }

    private void checkWindows(@Nullable String limits) {
        JsonNode windows = limits == null ? JsonText.array() : JsonText.stored(limits);
        if (!windows.isArray()) {
            form.problem("budget_limits", "list_type", "Input should be a valid list");
            return;
        }
        Set<String> lengths = new HashSet<>();
        for (JsonNode window : windows) {
            checkBudget("budget_limits", window, true);
            if (!lengths.add(window.path("budget_duration").asText())) {
                throw new GatewayException.BadRequest(
                        "budget_limits has two windows of one budget_duration.", "budget_limits");
            }
        }
        if (windows.size() > MOST_WINDOWS) {
            throw new GatewayException.BadRequest(
                    "budget_limits may have at most %d windows.".formatted(MOST_WINDOWS), "budget_limits");
        }
    }

    private void checkBudget(String name, JsonNode rule, boolean window) {
        JsonNode max = rule.isNumber() ? rule : first(rule, "budget_limit", "max_budget");
        JsonNode length = first(rule, "time_period", "budget_duration");
        if (!max.isNumber() || (window && !length.isTextual())) {
            form.problem(name, "float_type", "Input should have a valid number as its maximum, and a period");
            return;
        }
        if (max.decimalValue().signum() < 0 || max.decimalValue().compareTo(MOST_BUDGET) > 0) {
            throw new GatewayException.BadRequest(
                    "%s must be non-negative finite numbers of at most %s. Received: %s"
                            .formatted(name, MOST_BUDGET, max.asText()),
                    name);
        }
        if (length.isTextual() && WireDuration.parse(length.textValue()).isEmpty()) {
            throw LimitFields.unreadable(name, length.textValue());
        }
    }

    private static JsonNode first(JsonNode rule, String name, String otherName) {
        return rule.has(name) ? rule.path(name) : rule.path(otherName);
    }
}
