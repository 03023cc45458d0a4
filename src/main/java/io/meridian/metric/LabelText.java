package io.meridian.metric;

import org.jspecify.annotations.Nullable;

/** Makes any text fit to be a label's value. */
final class LabelText {
    static final String MISSING = "None";

    private LabelText() {}

    /** Newlines become spaces, other control characters and halves of characters go, length is bounded. */
    static String clean(@Nullable String value, int maxLength) {
        if (value == null) {
            return MISSING;
        }
        if (value.length() <= maxLength && value.chars().allMatch(LabelText::isHarmless)) {
            return value;
        }
        StringBuilder clean = new StringBuilder(Math.min(value.length(), maxLength));
        int at = 0;
        while (at < value.length() && clean.length() < maxLength) {
            int point = value.codePointAt(at);
            at += Character.charCount(point);
            if (point == '\n') {
                clean.append(' ');
            } else if (isPrintable(point) && clean.length() + Character.charCount(point) <= maxLength) {
                clean.appendCodePoint(point);
            }
        }
        return clean.toString();
    }

    private static boolean isHarmless(int unit) {
        return unit < 0xD800 && isPrintable(unit);
    }

    private static boolean isPrintable(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                false;
            default -> true;
        };
    }
}
