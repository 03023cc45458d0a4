package io.meridian.admin.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.base.JsonText;
import io.meridian.config.ModelEntry;
import io.meridian.spend.Price;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the deployments of one name have in common: the largest limits and prices, the sums of their shares. */
final class ModelGroup {
    /** Every parameter is passed on; these are those that OpenAI's own description has. */
    private static final List<String> PARAMETERS = List.of(
            "frequency_penalty",
            "logit_bias",
            "logprobs",
            "top_logprobs",
            "max_tokens",
            "max_completion_tokens",
            "modalities",
            "n",
            "parallel_tool_calls",
            "presence_penalty",
            "reasoning_effort",
            "response_format",
            "seed",
            "stop",
            "stream",
            "stream_options",
            "temperature",
            "tool_choice",
            "tools",
            "top_p",
            "user");

    private static final List<String> ABILITIES = List.of(
            "supports_parallel_function_calling",
            "supports_vision",
            "supports_web_search",
            "supports_url_context",
            "supports_reasoning",
            "supports_function_calling");

    private final String name;
    private final boolean isPublic;
    private final Set<String> providers = new TreeSet<>();
    private final Map<String, Boolean> abilities = new TreeMap<>();
    private @Nullable Long maxInput;
    private @Nullable Long maxOutput;
    private @Nullable BigDecimal inputPrice;
    private @Nullable BigDecimal outputPrice;
    private @Nullable String mode;
    private @Nullable Long tpm;
    private @Nullable Long rpm;

    ModelGroup(String name, boolean isPublic) {
        this.name = name;
        this.isPublic = isPublic;
    }

    void add(ModelEntry entry, Optional<Price> price) {
        providers.add(entry.params().provider());
        tpm = sum(tpm, entry.params().share().tpm());
        rpm = sum(rpm, entry.params().share().rpm());
        Optional<Price.Limits> limits = price.map(Price::limits);
        maxInput = larger(
                maxInput,
                entry.info()
                        .maxInputTokens()
                        .map(Integer::longValue)
                        .or(() -> limits.flatMap(found -> boxed(found.maxInputTokens()))));
        maxOutput = larger(
                maxOutput,
                entry.info()
                        .maxOutputTokens()
                        .map(Integer::longValue)
                        .or(() -> limits.flatMap(found -> boxed(found.maxOutputTokens()))));
        inputPrice = larger(inputPrice, price.flatMap(found -> found.field("input_cost_per_token")));
        outputPrice = larger(outputPrice, price.flatMap(found -> found.field("output_cost_per_token")));
        if (mode == null) {
            mode = entry.info()
                    .mode()
                    .or(() -> price.map(Price::mode).filter(known -> !known.isEmpty()))
                    .orElse(null);
        }
        JsonNode info = JsonText.stored(entry.written().info());
        ABILITIES.forEach(ability -> abilities.merge(ability, info.path(ability).asBoolean(), Boolean::logicalOr));
    }

    ObjectNode view() {
        ObjectNode view = JsonText.object().put("model_group", name);
        view.set("providers", JsonText.tree(providers));
        view.put("max_input_tokens", maxInput);
        view.put("max_output_tokens", maxOutput);
        view.set("input_cost_per_token", JsonText.number(inputPrice));
        view.set("output_cost_per_token", JsonText.number(outputPrice));
        view.put("mode", mode);
        view.put("tpm", tpm);
        view.put("rpm", rpm);
        abilities.forEach(view::put);
        boolean chats = mode == null || mode.equals("chat");
        view.set("supported_openai_params", chats ? JsonText.tree(PARAMETERS) : NullNode.instance);
        return view.put("is_public_model_group", isPublic);
    }

    private static Optional<Long> boxed(java.util.OptionalLong number) {
        return number.isPresent() ? Optional.of(number.getAsLong()) : Optional.empty();
    }

    private static @Nullable Long sum(@Nullable Long sum, Optional<Long> more) {
        return more.map(number -> sum == null ? number : saturated(sum, number)).orElse(sum);
    }

    private static long saturated(long one, long other) {
        return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
    }

    private static <T extends Comparable<T>> @Nullable T larger(@Nullable T known, Optional<T> other) {
        return other.filter(found -> known == null || found.compareTo(known) > 0)
                .orElse(known);
    }
}
