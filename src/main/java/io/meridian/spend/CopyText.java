package io.meridian.spend;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Rows in the text format of PostgreSQL's {@code COPY}. For one thread. */
final class CopyText {
    private final StringBuilder text = new StringBuilder(1 << 16);
    private boolean first = true;

    CopyText text(@Nullable String value) {
        separate();
        if (value == null) {
            text.append("\\N");
        } else {
            escape(value);
        }
        return this;
    }

    CopyText number(long value) {
        separate();
        text.append(value);
        return this;
    }

    CopyText flag(boolean value) {
        separate();
        text.append(value ? 't' : 'f');
        return this;
    }

    CopyText instant(@Nullable Instant value) {
        return text(value == null ? null : value.toString());
    }

    /** An array of texts; each is quoted, so braces, commas and the word NULL are themselves. */
    <T> CopyText array(List<T> values, Function<T, String> element) {
        StringBuilder array = new StringBuilder("{");
        for (T value : values) {
            array.append(array.length() == 1 ? "\"" : ",\"");
            String item = element.apply(value);
            for (int i = 0; i < item.length(); i++) {
                char unit = item.charAt(i);
                if (unit == '"' || unit == '\\') {
                    array.append('\\');
                }
                array.append(unit);
            }
            array.append('"');
        }
        return text(array.append('}').toString());
    }

    void endRow() {
        text.append('\n');
        first = true;
    }

    byte[] bytes() {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void separate() {
        if (!first) {
            text.append('\t');
        }
        first = false;
    }

    private void escape(String value) {
        for (int i = 0; i < value.length(); i++) {
            char unit = value.charAt(i);
            switch (unit) {
                case '\\' -> text.append("\\\\");
                case '\t' -> text.append("\\t");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                default -> text.append(unit);
            }
        }
    }
}
