package io.meridian.admin.spend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.Form;
import io.meridian.admin.form.Sent;
import io.meridian.api.Usage;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import io.meridian.base.Usd;
import io.meridian.spend.Cost;
import io.meridian.spend.Price;
import io.meridian.spend.TokenCount;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Says what calls cost, by the prices that calls are charged by. Thread-safe. */
final class CallPrice {
    /** Far beyond every model, and small enough for every price to be multiplied by. */
    private static final long MOST_TOKENS = 1L << 31;

    private static final long MOST_CALLS = 1_000_000_000;

    private final Function<String, Optional<Price>> prices;
    private final TokenCount tokens;

    CallPrice(Function<String, Optional<Price>> prices, TokenCount tokens) {
        this.prices = prices;
        this.tokens = tokens;
    }

    /** Of {@code model} and {@code messages}, whose answer nobody knows yet, or of a {@code completion_response}. */
    Usd of(Form form) {
        Sent<String> model = form.text("model");
        Sent<ObjectNode> response = form.object("completion_response");
        Sent<JsonNode> messages = form.any("messages");
        form.check();
        ObjectNode answered = response.value();
        if (answered != null) {
            String named = model.value() == null ? answered.path("model").asText() : model.value();
            return Cost.of(price(named), usage(answered.path("usage")), null).total();
        }
        String named = model.value();
        JsonNode asked = messages.value();
        if (named == null || asked == null) {
            throw new GatewayException.BadRequest(
                    "Send model and messages, or completion_response.", named == null ? "model" : "messages");
        }
        StringBuilder text = new StringBuilder();
        collect(asked, text);
        long prompt = tokens.count(named, text.toString());
        return Cost.of(price(named), Usage.of(prompt, 0), null).total();
    }

    /** What so many calls of one size cost. */
    ObjectNode estimate(Form form) {
        String model = form.requireText("model");
        long input = number(form, "input_tokens", MOST_TOKENS);
        long output = number(form, "output_tokens", MOST_TOKENS);
        @Nullable Long daily = form.integer("num_requests_per_day").value();
        @Nullable Long monthly = form.integer("num_requests_per_month").value();
        form.check();
        Cost cost = Cost.of(price(model), Usage.of(input, output), null);
        ObjectNode answer = JsonText.object();
        answer.put("model", model);
        answer.put("input_tokens", input);
        answer.put("output_tokens", output);
        answer.put("num_requests_per_day", daily);
        answer.put("num_requests_per_month", monthly);
        answer.set("cost_per_request", JsonText.number(cost.total().toDecimal()));
        answer.set("input_cost_per_request", JsonText.number(cost.input().toDecimal()));
        answer.set("output_cost_per_request", JsonText.number(cost.output().toDecimal()));
        answer.set("daily_cost", times(cost, daily, "num_requests_per_day"));
        answer.set("monthly_cost", times(cost, monthly, "num_requests_per_month"));
        return answer;
    }

    private static JsonNode times(Cost cost, @Nullable Long calls, String name) {
        if (calls == null) {
            return JsonText.number(null);
        }
        return JsonText.number(cost.total().toDecimal().multiply(BigDecimal.valueOf(bounded(calls, MOST_CALLS, name))));
    }

    private static long number(Form form, String name, long most) {
        Long sent = form.integer(name).value();
        return sent == null ? 0 : bounded(sent, most, name);
    }

    private static long bounded(long number, long most, String name) {
        if (number < 0 || number > most) {
            throw new GatewayException.BadRequest("%s must be between 0 and %d.".formatted(name, most), name);
        }
        return number;
    }

    private Price price(String model) {
        return prices.apply(model)
                .orElseThrow(() -> new GatewayException.NotFound(
                        "Model not found in the price list: no price is known for '%s'.".formatted(model), "model"));
    }

    private static Usage usage(JsonNode usage) {
        long prompt = tokens(usage.path("prompt_tokens"));
        long completion = tokens(usage.path("completion_tokens"));
        return new Usage(
                prompt,
                completion,
                prompt + completion,
                tokens(usage.at("/prompt_tokens_details/cached_tokens")),
                tokens(usage.at("/prompt_tokens_details/cache_creation_tokens")),
                tokens(usage.at("/prompt_tokens_details/audio_tokens")),
                tokens(usage.at("/completion_tokens_details/reasoning_tokens")),
                tokens(usage.at("/completion_tokens_details/audio_tokens")));
    }

    private static long tokens(JsonNode node) {
        return Math.clamp(node.isNumber() ? node.asLong() : 0, 0, MOST_TOKENS);
    }

    /** Every text a model would read; names and roles are too short to matter. */
    private static void collect(JsonNode node, StringBuilder text) {
        if (node.isTextual()) {
            text.append(node.textValue()).append('\n');
            return;
        }
        if (node.isObject()) {
            collect(node.path("content"), text);
            collect(node.path("text"), text);
            return;
        }
        node.forEach(child -> collect(child, text));
    }
}
