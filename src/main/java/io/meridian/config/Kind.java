package io.meridian.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.meridian.base.Jackson;
import io.meridian.base.Secret;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How the value of a setting is written and read, whether it comes from a file or from the environment. */
record Kind<T>(String name, Reader<T> reader) {
    /** Reads one value; refuses it without repeating it. */
    interface Reader<T> {
        T read(JsonNode node) throws Unreadable;
    }

    private static final ObjectMapper JSON = Jackson.mapper().build();

    static final Kind<Boolean> BOOLEAN = new Kind<>("boolean", Kind::readBoolean);
    /** Only {@code true} in any case switches it on; whatever else stands there does not. */
    static final Kind<Boolean> FLAG =
            new Kind<>("flag", node -> node.asText().strip().equalsIgnoreCase("true"));

    static final Kind<String> TEXT = new Kind<>("text", Kind::readText);
    static final Kind<Secret> SECRET = new Kind<>("secret", node -> new Secret(readText(node)));
    static final Kind<List<Secret>> SECRETS = new Kind<>(
            "secrets", node -> readTexts(node).stream().map(Secret::new).toList());
    static final Kind<BigDecimal> DECIMAL = new Kind<>("number", Kind::readDecimal);
    static final Kind<Integer> COUNT = integers("count", 0);
    static final Kind<Integer> POSITIVE = integers("positive count", 1);
    static final Kind<Integer> PORT = new Kind<>("port", Kind::readPort);
    static final Kind<Long> LONG = new Kind<>("count", Kind::readLong);
    static final Kind<Duration> SECONDS = new Kind<>("seconds", Durations::read);
    static final Kind<Duration> POSITIVE_SECONDS = new Kind<>("seconds", Kind::readPositive);
    static final Kind<Long> MEGABYTES = new Kind<>("MiB", node -> readInteger(node, 1) * 1024L * 1024L);
    static final Kind<URI> URL = new Kind<>("URL", node -> readUrl(readText(node)));
    static final Kind<Path> PATH = new Kind<>("path", Kind::readPath);
    static final Kind<ZoneId> ZONE = new Kind<>("time zone", Kind::readZone);
    static final Kind<List<String>> TEXTS = new Kind<>("list", Kind::readTexts);
    static final Kind<JsonNode> MAPPING = new Kind<>("mapping", Kind::readMapping);
    static final Kind<JsonNode> LIST = new Kind<>("list", Kind::readList);
    static final Kind<JsonNode> JSON_LIST = new Kind<>("JSON list", Kind::readJsonList);
    static final Kind<JsonNode> ANY = new Kind<>("any", node -> node);

    T read(JsonNode node) throws Unreadable {
        return reader.read(node);
    }

    static Kind<Integer> integers(String name, int least) {
        return new Kind<>(name, node -> readInteger(node, least));
    }

    static <E extends Enum<E>> Kind<E> oneOf(Class<E> type) {
        String names = Arrays.stream(type.getEnumConstants()).map(Kind::written).collect(Collectors.joining(", "));
        return new Kind<>("one of " + names, node -> {
            String text = readText(node).strip();
            return Arrays.stream(type.getEnumConstants())
                    .filter(value -> written(value).equalsIgnoreCase(text))
                    .findFirst()
                    .orElseThrow(() -> new Unreadable("must be one of " + names));
        });
    }

    private static String written(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static boolean readBoolean(JsonNode node) throws Unreadable {
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        // YAML 1.1 calls these booleans, our reader leaves them as text so that a country may be called "no"
        return switch (node.asText().strip().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> true;
            case "false", "no", "off", "0" -> false;
            default -> throw new Unreadable("must be true or false");
        };
    }

    private static String readText(JsonNode node) throws Unreadable {
        if (!node.isValueNode()) {
            throw new Unreadable("must be a single text");
        }
        return node.isBigDecimal() ? node.decimalValue().toPlainString() : node.asText();
    }

    private static Duration readPositive(JsonNode node) throws Unreadable {
        Duration duration = Durations.read(node);
        if (duration.isZero()) {
            throw new Unreadable("must be more than zero");
        }
        return duration;
    }

    static BigDecimal readDecimal(JsonNode node) throws Unreadable {
        try {
            BigDecimal number = node.isNumber()
                    ? node.decimalValue()
                    : new BigDecimal(readText(node).strip());
            if (Math.abs((long) number.precision() - number.scale()) > 30 || number.scale() > 60) {
                throw new Unreadable("is a number beyond all bounds");
            }
            return number;
        } catch (NumberFormatException e) {
            throw new Unreadable("must be a number");
        }
    }

    private static int readInteger(JsonNode node, int least) throws Unreadable {
        try {
            int value = readDecimal(node).intValueExact();
            if (value >= least) {
                return value;
            }
        } catch (ArithmeticException e) {
            // said below
        }
        throw new Unreadable("must be a whole number of at least " + least);
    }

    private static int readPort(JsonNode node) throws Unreadable {
        int port = readInteger(node, 1);
        if (port > 65_535) {
            throw new Unreadable("must be a port, at most 65535");
        }
        return port;
    }

    private static long readLong(JsonNode node) throws Unreadable {
        try {
            long value = readDecimal(node).longValueExact();
            if (value >= 0) {
                return value;
            }
        } catch (ArithmeticException e) {
            // said below
        }
        throw new Unreadable("must be a whole number of at least 0");
    }

    static URI readUrl(String text) throws Unreadable {
        try {
            URI uri = new URI(text.strip());
            String scheme = Optional.ofNullable(uri.getScheme()).orElse("");
            if (!scheme.equalsIgnoreCase("http") && !scheme.equalsIgnoreCase("https")) {
                throw new Unreadable("must begin with http:// or https://");
            }
            if (uri.getRawUserInfo() != null) {
                throw new Unreadable("must not contain a user or password");
            }
            if (uri.getHost() == null) {
                throw new Unreadable("must name a host, without underscores");
            }
            return uri;
        } catch (URISyntaxException e) {
            throw new Unreadable("must be a URL");
        }
    }

    private static Path readPath(JsonNode node) throws Unreadable {
        try {
            return Path.of(readText(node));
        } catch (InvalidPathException e) {
            throw new Unreadable("must be a path");
        }
    }

    private static ZoneId readZone(JsonNode node) throws Unreadable {
        try {
            return ZoneId.of(readText(node).strip());
        } catch (DateTimeException e) {
            throw new Unreadable("must be a time zone such as Europe/Berlin");
        }
    }

    private static List<String> readTexts(JsonNode node) throws Unreadable {
        List<String> texts = new ArrayList<>();
        if (node.isArray()) {
            for (JsonNode element : node) {
                texts.add(readText(element));
            }
        } else {
            for (String part : readText(node).split(",", -1)) {
                if (!part.isBlank()) {
                    texts.add(part.strip());
                }
            }
        }
        return List.copyOf(texts);
    }

    private static JsonNode readMapping(JsonNode node) throws Unreadable {
        if (!node.isObject()) {
            throw new Unreadable("must be a mapping");
        }
        return node;
    }

    private static JsonNode readList(JsonNode node) throws Unreadable {
        if (!node.isArray()) {
            throw new Unreadable("must be a list");
        }
        return node;
    }

    private static JsonNode readJsonList(JsonNode node) throws Unreadable {
        try {
            return readList(JSON.readTree(readText(node)));
        } catch (JsonProcessingException e) {
            throw new Unreadable("must be a list in JSON");
        }
    }
}
