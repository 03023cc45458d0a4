package io.meridian.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.base.JsonText;
import io.meridian.base.Secret;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Sorts what is left of {@code litellm_params} once the known names are taken out: prices, credentials, and default
 * values of request parameters.
 */
record Defaults(Map<String, BigDecimal> prices, Map<String, Secret> credentials, Map<String, String> parameters) {
    private static final Pattern PRICE = Pattern.compile(
            "(?:input|output|cache|search|ocr|annotation|file|code|vector|computer)[a-z0-9_]*_(?:cost|price)"
                    + "(?:_[a-z0-9_]+)?");
    private static final Pattern CREDENTIAL =
            Pattern.compile("(?:aws|vertex|azure|gcs|watsonx|databricks|sagemaker|oci)_.*|tenant_id|client_id"
                    + "|.*(?:secret|password|credential|api_key|apikey|access_key|ad_token|_token)s?(?:_[a-z]+)?");
    private static final List<String> REQUEST = List.of(
            "temperature",
            "top_p",
            "top_k",
            "n",
            "stop",
            "seed",
            "max_tokens",
            "max_completion_tokens",
            "user",
            "presence_penalty",
            "frequency_penalty",
            "logit_bias",
            "logprobs",
            "top_logprobs",
            "response_format",
            "tools",
            "tool_choice",
            "parallel_tool_calls",
            "reasoning_effort",
            "thinking",
            "metadata",
            "modalities",
            "stream_options",
            "extra_body",
            "dimensions",
            "encoding_format",
            "service_tier",
            "store",
            "verbosity");

    static Defaults read(Section params) {
        Map<String, BigDecimal> prices = new HashMap<>();
        Map<String, Secret> credentials = new HashMap<>();
        Map<String, String> parameters = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : params.node().properties()) {
            String name = entry.getKey();
            JsonNode value = entry.getValue();
            if (ModelKeys.PARAMS.find(name).isPresent() || value.isNull()) {
                continue;
            }
            if (PRICE.matcher(name).matches()) {
                price(params, name, value, prices);
            } else if (name.startsWith("litellm_")) {
                params.report().warn(params.path(name), "is not a known setting");
            } else if (isCredential(name)) {
                params.report().warn(params.path(name), "is known, but has no effect yet");
                credentials.put(name, new Secret(value.isTextual() ? value.textValue() : JsonText.text(value)));
            } else {
                guess(params, name);
                parameters.put(name, JsonText.text(value));
            }
        }
        return new Defaults(Map.copyOf(prices), Map.copyOf(credentials), Map.copyOf(parameters));
    }

    /** Whether the name, if it is none of those that are known, is that of a credential. */
    static boolean isCredential(String name) {
        return !REQUEST.contains(name)
                && !PRICE.matcher(name).matches()
                && CREDENTIAL.matcher(name.toLowerCase(Locale.ROOT)).matches();
    }

    /** The prices among other facts. */
    static Map<String, BigDecimal> prices(Section section) {
        Map<String, BigDecimal> prices = new HashMap<>();
        section.node().properties().forEach(entry -> {
            if (PRICE.matcher(entry.getKey()).matches() && !entry.getValue().isNull()) {
                price(section, entry.getKey(), entry.getValue(), prices);
            }
        });
        return prices;
    }

    private static void price(Section params, String name, JsonNode value, Map<String, BigDecimal> prices) {
        if (value.isContainerNode()) {
            params.report().warn(params.path(name), "is known, but has no effect yet");
            return;
        }
        try {
            BigDecimal price = Kind.readDecimal(value);
            if (price.signum() < 0) {
                params.report().problem(params.path(name), "must not be negative");
            }
            prices.put(name, price);
        } catch (Unreadable e) {
            params.report().problem(params.path(name), e.text());
        }
    }

    /** Any name may be a parameter of some provider, so only a near miss is worth a word. */
    private static void guess(Section params, String name) {
        if (REQUEST.contains(name)) {
            return;
        }
        List<String> known =
                ModelKeys.PARAMS.settings().stream().map(Setting::name).toList();
        Spelling.closest(name, known)
                .ifPresent(closest -> params.report()
                        .warn(
                                params.path(name),
                                "is sent to the provider as a parameter; did you mean " + closest + "?"));
    }
}
