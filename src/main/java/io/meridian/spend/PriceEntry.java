package io.meridian.spend;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.meridian.base.Jackson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One line of the price list. Immutable. */
record PriceEntry(String provider, Price price) {
    private static final String USD = "usd.";
    private static final String TIERS = "usd.tiered_pricing.";

    // the streaming parser alone: binding to trees would load its classes for a few lines
    private static final JsonFactory JSON = Jackson.factory().build();

    static PriceEntry parse(byte[] text, int start, int length) {
        try (JsonParser json = JSON.createParser(text, start, length)) {
            Map<String, String> values = new HashMap<>();
            json.nextToken();
            members(json, "", values);
            return of(values);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PriceEntry of(Map<String, String> values) {
        Map<String, BigDecimal> fields = new HashMap<>();
        values.forEach((name, value) -> {
            if (name.startsWith(TIERS)) {
                addTier(fields, values, name, value);
            } else if (name.startsWith(USD)) {
                fields.put(name.substring(USD.length()), new BigDecimal(value));
            }
        });
        String provider = values.getOrDefault("provider", "");
        OptionalLong output = number(values.get("max_output_tokens"));
        Price.Limits limits = new Price.Limits(
                number(values.get("max_input_tokens")), output.isPresent() ? output : number(values.get("max_tokens")));
        return new PriceEntry(provider, new Price(provider, values.getOrDefault("mode", ""), limits, fields));
    }

    /** Families share names: what Bedrock lists under {@code bedrock_converse} is meant by {@code bedrock} too. */
    boolean fits(String wanted) {
        return provider.startsWith(wanted)
                || wanted.startsWith(provider)
                || provider.equals("text-completion-" + wanted)
                || (provider.equals("azure_text") && wanted.equals("azure"));
    }

    /** Flattens objects and arrays to paths such as {@code usd.tiered_pricing.0.range.1}. */
    private static void members(JsonParser json, String prefix, Map<String, String> values) throws IOException {
        boolean array = json.currentToken() == JsonToken.START_ARRAY;
        int index = 0;
        for (JsonToken token = json.nextToken(); token != null && !token.isStructEnd(); token = json.nextToken()) {
            String path = prefix + (array ? Integer.toString(index++) : json.currentName());
            if (token.isStructStart()) {
                members(json, path + ".", values);
            } else if (token.isScalarValue()) {
                values.put(path, json.getText());
            }
        }
    }

    /** A range of prompt lengths is the same thing as a threshold at its lower end. */
    private static void addTier(Map<String, BigDecimal> fields, Map<String, String> values, String path, String value) {
        int dot = path.indexOf('.', TIERS.length());
        String field = path.substring(dot + 1);
        if (field.contains(".")) {
            return;
        }
        String from = values.getOrDefault(path.substring(0, dot) + ".range.0", "0");
        String suffix = from.equals("0") ? "" : "_above_" + from + "_tokens";
        fields.put(field + suffix, new BigDecimal(value));
    }

    private static OptionalLong number(@Nullable String value) {
        return value == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(value));
    }
}
