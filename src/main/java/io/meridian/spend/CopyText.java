package io.meridian.spend;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Rows in the text format of PostgreSQL's {@code COPY}. For one thread. */
final class CopyText {
    private final StringBuilder text = new StringBuilder(1 << 16);
    private final StringBuilder array = new StringBuilder(256);
    private boolean first = true;
    private long second = Long.MIN_VALUE;
    private String secondText = "";

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
        if (value == null) {
            return text(null);
        }
        separate();
        if (value.getEpochSecond() != second) {
            second = value.getEpochSecond();
            String whole = Instant.ofEpochSecond(second).toString();
            secondText = whole.substring(0, whole.length() - 1);
        }
        // the calls of a batch fall into a few seconds, and writing one out costs as much as the rest of the row
        text.append(secondText).append('.');
        int nanos = value.getNano();
        for (int digit = 100_000_000; digit >= 1_000; digit /= 10) {
            text.append((char) ('0' + nanos / digit % 10));
        }
        text.append('Z');
        return this;
    }

    /** An array of texts; each is quoted, so braces, commas and the word NULL are themselves. */
    <T> CopyText array(List<T> values, Function<T, String> element) {
        array.setLength(0);
        array.append('{');
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
        separate();
        escape(array.append('}'));
        return this;
    }

    void endRow() {
        text.append('\n');
        first = true;
    }

    int length() {
        return text.length();
    }

    /** What has been written since the last time. */
    byte[] take() {
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        text.setLength(0);
        return bytes;
    }

    private static boolean isPlain(CharSequence value) {
        for (int i = 0; i < value.length(); i++) {
            char unit = value.charAt(i);
            if (unit == '\\' || (unit < ' ' && (unit == '\t' || unit == '\n' || unit == '\r'))) {
                return false;
            }
        }
        return true;
    }

    private void separate() {
        if (!first) {
            text.append('\t');
        }
        first = false;
    }

    private void escape(CharSequence value) {
        if (isPlain(value)) {
            text.append(value);
            return;
        }
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
