package io.meridian.admin.moving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.base.JsonText;
import io.meridian.base.Usd;
import io.meridian.base.WireDuration;
import io.meridian.directory.RateCaps;
import io.meridian.directory.SpendCap;
import io.meridian.directory.Stamps;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A row of theirs, and what was found to be wrong with it while it was read. Not thread-safe. */
final class SourceRow {
    private static final int LONGEST_ID = 255;
    private static final int MONEY_SCALE = 9;
    private static final BigDecimal MOST_MONEY = new BigDecimal("9000000");

    /** What changes by itself, without anybody having changed the object. */
    private static final Set<String> RESTLESS = Set.of(
            "spend",
            "total_spend",
            "model_spend",
            "budget_reset_at",
            "soft_budget_cooldown",
            "last_active",
            "updated_at",
            "settings_updated_at",
            "password",
            "last_breach_check_at");

    private final ObjectNode values;
    private final Instant now;
    private final ZoneId zone;
    private final List<String> remarks = new ArrayList<>();

    SourceRow(ObjectNode values, Instant now, ZoneId zone) {
        this.values = values;
        this.now = now;
        this.zone = zone;
    }

    /** Says of the row what whoever moves it should know. */
    void remark(String what) {
        remarks.add(what);
    }

    List<String> remarks() {
        return List.copyOf(remarks);
    }

    /** Changes whenever the row does, or what is said of it. */
    String digest() {
        ObjectNode lasting = values.deepCopy();
        lasting.remove(RESTLESS);
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(JsonText.bytes(lasting));
            digest.update(String.join("\n", remarks).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    boolean has(String name) {
        return values.hasNonNull(name);
    }

    /** The name by which others refer to it. */
    String id(String name) throws NotTaken {
        String id = text(name);
        if (id == null || id.isEmpty()) {
            throw new NotTaken("it has no " + name);
        }
        if (id.length() > LONGEST_ID) {
            throw new NotTaken("its " + name + " is longer than " + LONGEST_ID + " characters");
        }
        return id;
    }

    @Nullable
    String text(String name) {
        JsonNode value = values.path(name);
        return value.isTextual() ? value.textValue() : null;
    }

    /** A reference, unless it leads nowhere. */
    @Nullable
    String reference(String name, Kind kind, Presence presence) {
        String id = text(name);
        if (id == null || id.isEmpty()) {
            return null;
        }
        if (!presence.has(kind, id)) {
            remark("taken without " + name + ", which names none that is here");
            return null;
        }
        return id;
    }

    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        values.path(name).forEach(element -> {
            if (element.isTextual()) {
                texts.add(element.textValue());
            }
        });
        return texts;
    }

    boolean flag(String name) {
        return values.path(name).asBoolean(false);
    }

    int count(String name) {
        return values.path(name).asInt(0);
    }

    /** A column of JSON, also where a text with JSON in it was stored. */
    JsonNode tree(String name) {
        JsonNode value = values.path(name);
        if (value.isTextual()) {
            try {
                return JsonText.stored(value.textValue());
            } catch (IllegalStateException plainText) {
                return value;
            }
        }
        return value;
    }

    /** The object in a column of JSON, as text; an empty one where there is none. */
    String json(String name) {
        JsonNode tree = tree(name);
        if (!tree.isObject() && has(name)) {
            remark("taken without " + name + ", which is no JSON object");
        }
        return tree.isObject() ? JsonText.text(tree) : "{}";
    }

    /** Whatever is in a column of JSON, as text. */
    @Nullable
    String optionalJson(String name) {
        JsonNode tree = tree(name);
        return tree.isContainerNode() && !tree.isEmpty() ? JsonText.text(tree) : null;
    }

    /** A column of names for names. */
    Map<String, String> names(String name) {
        Map<String, String> names = new TreeMap<>();
        tree(name).properties().forEach(entry -> {
            if (entry.getValue().isTextual()) {
                names.put(entry.getKey(), entry.getValue().textValue());
            } else {
                remark("taken without an entry of " + name + " that is no name");
            }
        });
        return names;
    }

    RateCaps rates() {
        Long parallel = number("max_parallel_requests");
        return new RateCaps(
                number("rpm_limit"),
                number("tpm_limit"),
                parallel == null ? null : (int) Math.min(parallel, Integer.MAX_VALUE));
    }

    private @Nullable Long number(String name) {
        JsonNode value = values.path(name);
        if (!value.isNumber()) {
            return null;
        }
        if (value.asDouble() < 0) {
            remark("taken with a " + name + " of 0, which was negative");
            return 0L;
        }
        return value.canConvertToLong() ? value.longValue() : Long.MAX_VALUE;
    }

    /** What it may spend. Its periods end where theirs do: the moment of their next reset anchors ours. */
    SpendCap cap(Instant made) {
        String duration = duration("budget_duration");
        return new SpendCap(
                money("max_budget"),
                money("soft_budget"),
                duration,
                duration == null
                        ? null
                        : periodStart(WireDuration.parse(duration).orElseThrow(), made));
    }

    @Nullable
    String duration(String name) {
        String text = text(name);
        if (text == null || text.isBlank()) {
            return null;
        }
        if (WireDuration.parse(text).isEmpty()) {
            remark("taken without " + name + ", which cannot be read, so that nothing is renewed");
            return null;
        }
        return text.strip();
    }

    private Instant periodStart(WireDuration length, Instant made) {
        Instant end = instant("budget_reset_at");
        if (end == null) {
            return made;
        }
        try {
            return switch (length.unit()) {
                case MONTHS ->
                    end.atZone(zone).minus(Period.ofMonths(length.amount())).toInstant();
                case WEEKS ->
                    end.atZone(zone).minus(Period.ofWeeks(length.amount())).toInstant();
                case DAYS ->
                    end.atZone(zone).minus(Period.ofDays(length.amount())).toInstant();
                default -> end.minus(length.amount(), length.unit());
            };
        } catch (DateTimeException | ArithmeticException outOfTime) {
            return made;
        }
    }

    private @Nullable BigDecimal money(String name) {
        JsonNode value = values.path(name);
        if (value.isNull() || value.isMissingNode()) {
            return null;
        }
        if (!value.isNumber()) {
            remark("taken without " + name + ", which is no number");
            return null;
        }
        BigDecimal amount = value.decimalValue();
        if (amount.signum() < 0 || amount.compareTo(MOST_MONEY) > 0) {
            BigDecimal nearest = amount.signum() < 0 ? BigDecimal.ZERO : MOST_MONEY;
            remark("taken with a " + name + " of " + nearest + ", the nearest there is");
            return nearest;
        }
        return amount.setScale(MONEY_SCALE, RoundingMode.HALF_UP);
    }

    /** What has been spent in the period that runs there; nothing if that has ended and nobody has noticed. */
    Usd spend() {
        JsonNode spend = values.path("spend");
        Instant end = instant("budget_reset_at");
        if (!spend.isNumber() || spend.decimalValue().signum() <= 0 || (end != null && end.isBefore(now))) {
            return Usd.ZERO;
        }
        return Usd.of(spend.decimalValue());
    }

    /** Names the period that runs there. */
    @Nullable
    String spendPeriod() {
        return text("budget_reset_at");
    }

    @Nullable
    Instant instant(String name) {
        return moment(name).orElse(null);
    }

    /** A moment that restricts what it belongs to: one that cannot be read must not be lost. */
    @Nullable
    Instant requiredInstant(String name) throws NotTaken {
        Optional<Instant> moment = moment(name);
        if (moment.isEmpty() && has(name)) {
            throw new NotTaken("its " + name + " is no moment");
        }
        return moment.orElse(null);
    }

    private Optional<Instant> moment(String name) {
        String text = text(name);
        if (text == null) {
            return Optional.empty();
        }
        try {
            boolean zoned = text.matches(".*(Z|[+-]\\d\\d:?\\d\\d)");
            Instant moment = zoned
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
            return Optional.of(moment.truncatedTo(ChronoUnit.MICROS));
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }

    Stamps stamps() {
        Instant made = moment("created_at").orElse(now);
        return new Stamps(made, text("created_by"), moment("updated_at").orElse(made), text("updated_by"));
    }
}
