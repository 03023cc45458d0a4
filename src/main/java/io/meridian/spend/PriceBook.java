package io.meridian.spend;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The bundled list of prices. Reading it only notes where each model's line is; a line is parsed when it is first
 * asked for, so that start-up does not pay for thousands of models nobody uses. Safe for use by many threads.
 */
public final class PriceBook {
    private static final String BUNDLED = "model-prices.jsonl";
    private static final byte[] LINE_START = "{\"model\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final Pattern BEDROCK_REGION = Pattern.compile("^(?:us-gov|us|eu|apac|au|jp|ca|global)\\.");

    private final byte[] text;
    private final Map<String, Line> lines;
    private final Map<String, PriceEntry> parsed = new ConcurrentHashMap<>();

    private record Line(int start, int length) {}

    private PriceBook(byte[] text, Map<String, Line> lines) {
        this.text = text;
        this.lines = lines;
    }

    /** The list that comes with the gateway. */
    public static PriceBook bundled() {
        try (InputStream in = PriceBook.class.getResourceAsStream(BUNDLED)) {
            return read(Objects.requireNonNull(in, BUNDLED).readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lines that do not begin with a model are remarks. */
    static PriceBook read(byte[] text) {
        Map<String, Line> lines = HashMap.newHashMap(text.length / 256);
        int start = 0;
        while (start < text.length) {
            int end = indexOf(text, (byte) '\n', start);
            int name = start + LINE_START.length;
            if (name < end && startsWith(text, start)) {
                int quote = indexOf(text, (byte) '"', name);
                String model = new String(text, name, quote - name, StandardCharsets.UTF_8);
                lines.put(model, new Line(start, end - start));
            }
            start = end + 1;
        }
        return new PriceBook(text, lines);
    }

    /** The names of all models listed. */
    public Set<String> models() {
        return Set.copyOf(lines.keySet());
    }

    /**
     * The price of a deployment: what its {@code base_model} costs if it names one that is listed, else its model,
     * looked up with the provider's prefix, as it is, and without any prefix.
     */
    public Optional<Price> find(String provider, String model, Optional<String> baseModel) {
        return find(provider, model, baseModel, Map.of());
    }

    /** The same, where prices from the configuration replace the listed ones field by field. */
    public Optional<Price> find(
            String provider, String model, Optional<String> baseModel, Map<String, BigDecimal> overrides) {
        Optional<Price> listed = baseModel
                // an administrator may name any model as the base
                .flatMap(base -> named(provider, base, _ -> true))
                // a bare name met by chance must be this provider's
                .or(() -> named(provider, model, entry -> entry.fits(provider)))
                .map(PriceEntry::price);
        if (overrides.isEmpty()) {
            return listed;
        }
        Price base = listed.orElseGet(() -> new Price(provider, "", Price.Limits.UNKNOWN, Map.of()));
        return Optional.of(base.with(provider, overrides));
    }

    private Optional<PriceEntry> named(String provider, String model, Predicate<PriceEntry> accepted) {
        String bare = model.substring(model.indexOf('/') + 1);
        return entry(provider + "/" + model)
                .or(() -> entry(model).filter(accepted))
                .or(() -> entry(bare).filter(accepted))
                .or(() -> entry(withoutRegion(provider, model)).filter(accepted));
    }

    /** Bedrock's inference profiles are the model with a region before it. */
    private static String withoutRegion(String provider, String model) {
        if (!provider.startsWith("bedrock")) {
            return model;
        }
        String last = model.substring(model.lastIndexOf('/') + 1);
        return BEDROCK_REGION.matcher(last).replaceFirst("");
    }

    private Optional<PriceEntry> entry(String model) {
        PriceEntry known = parsed.get(model);
        if (known != null) {
            return Optional.of(known);
        }
        Line line = lines.get(model);
        if (line == null) {
            return Optional.empty();
        }
        return Optional.of(parsed.computeIfAbsent(model, _ -> PriceEntry.parse(text, line.start(), line.length())));
    }

    private static boolean startsWith(byte[] text, int at) {
        for (int i = 0; i < LINE_START.length; i++) {
            if (text[at + i] != LINE_START[i]) {
                return false;
            }
        }
        return true;
    }

    private static int indexOf(byte[] text, byte wanted, int from) {
        int at = from;
        while (at < text.length && text[at] != wanted) {
            at++;
        }
        return at;
    }
}
