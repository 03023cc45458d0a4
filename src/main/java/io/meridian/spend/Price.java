package io.meridian.spend;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What one model costs and how much it may read and write, under the wire's field names. Immutable. */
public final class Price {
    private static final Pattern THRESHOLD =
            Pattern.compile("(?:in|out)put_cost_per_token(_above_([0-9]{1,12})(k?)_tokens).*");
    private static final String STANDARD = "";

    private final String mode;
    private final Limits limits;
    private final Map<String, BigDecimal> fields;
    private final boolean inclusive;
    private final Map<String, List<Band>> bands = new ConcurrentHashMap<>();

    /** How many tokens the model takes and gives; empty where nobody says. */
    public record Limits(OptionalLong maxInputTokens, OptionalLong maxOutputTokens) {
        static final Limits UNKNOWN = new Limits(OptionalLong.empty(), OptionalLong.empty());
    }

    /** The rates of prompts longer than {@code from} tokens. */
    private record Band(long from, PriceRates rates) {}

    Price(String provider, String mode, Limits limits, Map<String, BigDecimal> fields) {
        fields.forEach((name, amount) -> {
            if (amount.signum() < 0) {
                throw new IllegalArgumentException(name + " must not be negative: " + amount);
            }
        });
        this.mode = mode;
        this.limits = limits;
        this.fields = Map.copyOf(fields);
        // xAI starts its long-context price at the threshold, everybody else after it
        this.inclusive = provider.equals("xai");
    }

    /** What the model is for, {@code chat} or {@code embedding} for instance; empty where nobody says. */
    public String mode() {
        return mode;
    }

    public Limits limits() {
        return limits;
    }

    /** Any price by its wire name; nested ones as {@code outer.inner}. */
    public Optional<BigDecimal> field(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /** All prices by their wire names. */
    public Map<String, BigDecimal> fields() {
        return fields;
    }

    /** Whether tokens have a price at all, be it zero. */
    public boolean pricesTokens() {
        return fields.containsKey(PriceRates.INPUT) || fields.containsKey(PriceRates.OUTPUT);
    }

    /** Whether an administrator or the provider says that it costs nothing: budgets do not apply. */
    public boolean isFree() {
        return saysZero(fields, PriceRates.INPUT) && saysZero(fields, PriceRates.OUTPUT);
    }

    /** The same with these fields in place of its own; a price of zero both ways drops all inherited ones. */
    Price with(String provider, Map<String, BigDecimal> overrides) {
        if (overrides.isEmpty()) {
            return this;
        }
        Map<String, BigDecimal> merged = new HashMap<>();
        if (!saysZero(overrides, PriceRates.INPUT) || !saysZero(overrides, PriceRates.OUTPUT)) {
            merged.putAll(fields);
        }
        merged.putAll(overrides);
        return new Price(provider, mode, limits, merged);
    }

    /** The rates for a prompt of this length; a service tier the model does not know costs the standard price. */
    PriceRates rates(long promptTokens, @Nullable String serviceTier) {
        List<Band> tier = bands(suffix(serviceTier));
        for (int i = tier.size() - 1; i > 0; i--) {
            Band band = tier.get(i);
            if (promptTokens > band.from() || (inclusive && promptTokens == band.from())) {
                return band.rates();
            }
        }
        return tier.getFirst().rates();
    }

    private List<Band> bands(String suffix) {
        List<Band> known = bands.get(suffix);
        return known != null ? known : bands.computeIfAbsent(suffix, this::compile);
    }

    private List<Band> compile(String suffix) {
        TreeMap<Long, String> thresholds = new TreeMap<>();
        for (String name : fields.keySet()) {
            Matcher matcher = THRESHOLD.matcher(name);
            if (matcher.matches()) {
                long unit = matcher.group(3).isEmpty() ? 1 : 1000;
                thresholds.put(Long.parseLong(matcher.group(2)) * unit, matcher.group(1));
            }
        }
        List<Band> compiled = new ArrayList<>();
        compiled.add(new Band(0, PriceRates.of(name -> first(name + suffix, name))));
        thresholds.forEach((from, above) -> compiled.add(new Band(
                from, PriceRates.of(name -> first(name + above + suffix, name + above, name + suffix, name)))));
        return List.copyOf(compiled);
    }

    private @Nullable BigDecimal first(String... names) {
        for (String name : names) {
            BigDecimal amount = fields.get(name);
            if (amount != null) {
                return amount;
            }
        }
        return null;
    }

    private static boolean saysZero(Map<String, BigDecimal> fields, String name) {
        BigDecimal amount = fields.get(name);
        return amount != null && amount.signum() == 0;
    }

    /** A closed set: the tier comes from the wire and must not grow the table of compiled rates. */
    private static String suffix(@Nullable String serviceTier) {
        if (serviceTier == null) {
            return STANDARD;
        }
        return switch (serviceTier) {
            case "priority", "fast" -> "_priority";
            case "flex" -> "_flex";
            case "batch", "batches" -> "_batches";
            case "balanced" -> "_balanced";
            case "ultrafast" -> "_ultrafast";
            default -> STANDARD;
        };
    }
}
