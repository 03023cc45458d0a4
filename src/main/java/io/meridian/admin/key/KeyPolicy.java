package io.meridian.admin.key;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.admin.form.Form;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import io.meridian.base.WireDuration;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the configuration puts into new keys where a request says nothing, and how far a request may go. Immutable. */
public record KeyPolicy(Map<String, JsonNode> defaults, Map<String, JsonNode> bounds, CreationPolicy creation) {
    public static final KeyPolicy NONE = new KeyPolicy(Map.of(), Map.of(), CreationPolicy.ANY);

    private static final Set<String> DURATIONS = Set.of("duration", "budget_duration");
    private static final String FOR_EVER = "-1";

    public KeyPolicy {
        defaults = Map.copyOf(defaults);
        bounds = Map.copyOf(bounds);
    }

    /** Defaults and bounds by field, as JSON texts. */
    public static KeyPolicy of(Map<String, String> defaults, Map<String, String> bounds, CreationPolicy creation) {
        return new KeyPolicy(read(defaults), read(bounds), creation);
    }

    private static Map<String, JsonNode> read(Map<String, String> texts) {
        Map<String, JsonNode> values = new HashMap<>();
        texts.forEach((name, text) -> values.put(name, JsonText.stored(text)));
        values.values().removeIf(JsonNode::isNull);
        return values;
    }

    /** Fills what a request for a new key leaves open; who asks for more than the bounds is refused. */
    void complete(Form form) {
        defaults.forEach((name, value) -> {
            if (isOpen(form.any(name).value())) {
                form.fill(name, value);
            }
        });
        bounds.forEach((name, bound) -> {
            if (isOpen(form.any(name).value())) {
                form.fill(name, bound);
            }
        });
        check(form);
    }

    /** Refuses a change beyond the bounds; to take a limit away is one, to leave it alone is none. */
    void check(Form form) {
        bounds.forEach((name, bound) -> {
            if (form.has(name)) {
                @Nullable JsonNode asked = form.any(name).value();
                if (asked == null || isAbove(name, asked, bound)) {
                    throw new GatewayException.BadRequest(
                            "%s is over max limit set in config - user_value=%s; max_value=%s"
                                    .formatted(name, asked == null ? "None" : asked.asText(), bound.asText()),
                            name);
                }
            }
        });
    }

    private static boolean isOpen(@Nullable JsonNode asked) {
        return asked == null
                || (asked.isContainerNode() && asked.isEmpty())
                || (asked.isTextual() && asked.textValue().isEmpty());
    }

    /** What is no number and no duration is for the form to refuse. */
    private static boolean isAbove(String name, JsonNode asked, JsonNode bound) {
        if (DURATIONS.contains(name)) {
            return asked.asText().equals(FOR_EVER) || end(asked).isAfter(end(bound));
        }
        return asked.isNumber() && asked.decimalValue().compareTo(new BigDecimal(bound.asText())) > 0;
    }

    /** Where a length ends that begins at a fixed moment, by which months compare with days. */
    private static Instant end(JsonNode length) {
        ZoneId zone = ZoneOffset.UTC;
        return WireDuration.parse(length.asText())
                .map(parsed -> parsed.after(Instant.EPOCH, zone))
                .orElse(Instant.EPOCH);
    }
}
