package io.meridian.spend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** One line of the price list. Immutable. */
record PriceEntry(String provider, Price price) {
    private static final JsonMapper JSON = new JsonMapper();

    static PriceEntry parse(byte[] text, int start, int length) {
        try {
            JsonNode line = JSON.readTree(text, start, length);
            Map<String, BigDecimal> fields = new HashMap<>();
            line.path("usd").forEachEntry((name, value) -> add(fields, name, value));
            String provider = line.path("provider").asText();
            OptionalLong output = number(line, "max_output_tokens");
            Price.Limits limits = new Price.Limits(
                    number(line, "max_input_tokens"), output.isPresent() ? output : number(line, "max_tokens"));
            return new PriceEntry(provider, new Price(provider, limits, fields));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Families share names: what Bedrock lists under {@code bedrock_converse} is meant by {@code bedrock} too. */
    boolean fits(String wanted) {
        return provider.startsWith(wanted)
                || wanted.startsWith(provider)
                || provider.equals("text-completion-" + wanted)
                || (provider.equals("azure_text") && wanted.equals("azure"));
    }

    private static void add(Map<String, BigDecimal> fields, String name, JsonNode value) {
        if (name.equals("tiered_pricing")) {
            value.forEach(tier -> addTier(fields, tier));
        } else if (value.isObject()) {
            value.forEachEntry((inner, amount) -> add(fields, name + "." + inner, amount));
        } else {
            fields.put(name, new BigDecimal(value.asText()));
        }
    }

    /** A range of prompt lengths is the same thing as a threshold at its lower end. */
    private static void addTier(Map<String, BigDecimal> fields, JsonNode tier) {
        String from = new BigDecimal(tier.path("range").path(0).asText("0"))
                .toBigInteger()
                .toString();
        String suffix = from.equals("0") ? "" : "_above_" + from + "_tokens";
        tier.forEachEntry((name, amount) -> {
            if (amount.isTextual()) {
                fields.put(name + suffix, new BigDecimal(amount.asText()));
            }
        });
    }

    private static OptionalLong number(JsonNode line, String name) {
        JsonNode value = line.path(name);
        return value.isNumber() ? OptionalLong.of(value.asLong()) : OptionalLong.empty();
    }
}
