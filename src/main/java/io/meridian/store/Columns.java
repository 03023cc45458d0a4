package io.meridian.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.meridian.base.Jackson;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;

/** Between the types of columns and those of our records. */
public final class Columns {
    private static final ObjectMapper JSON = Jackson.mapper().build();
    private static final TypeReference<Map<String, String>> NAMES = new TypeReference<>() {};

    private Columns() {}

    public static @Nullable Instant instant(@Nullable OffsetDateTime stored) {
        return stored == null ? null : stored.toInstant();
    }

    public static @Nullable OffsetDateTime timestamp(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    public static @Nullable String text(@Nullable JSONB stored) {
        return stored == null ? null : stored.data();
    }

    /** A column of texts; none is an empty list. */
    public static List<String> texts(@Nullable String @Nullable [] stored) {
        return stored == null ? List.of() : List.of(stored);
    }

    /** A JSON object whose values are texts. */
    public static Map<String, String> names(JSONB stored) {
        try {
            return JSON.readValue(stored.data(), NAMES);
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException("a column is no map of names", damaged);
        }
    }

    public static JSONB json(Map<String, String> names) {
        try {
            return JSONB.valueOf(JSON.writeValueAsString(names));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
