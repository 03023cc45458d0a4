package io.meridian.directory;

import java.util.Optional;

/** What a client calls an end user or a tag, made fit to be stored: clients may send any text. */
public final class ClientName {
    /** Longer names that begin alike are one: rows of spend do not hold more of them. */
    public static final int LONGEST = 256;

    private static final char REPLACEMENT = '\uFFFD';

    private ClientName() {}

    /** The name as it is kept everywhere; none if it is blank. */
    public static Optional<String> of(String sent) {
        if (sent.isBlank()) {
            return Optional.empty();
        }
        int end = Math.min(sent.length(), LONGEST);
        if (end < sent.length() && Character.isHighSurrogate(sent.charAt(end - 1))) {
            end--;
        }
        for (int i = 0; i < end; i++) {
            char unit = sent.charAt(i);
            if (unit == 0 || Character.isSurrogate(unit)) {
                return Optional.of(cleaned(sent, end));
            }
        }
        return Optional.of(end == sent.length() ? sent : sent.substring(0, end));
    }

    private static String cleaned(String sent, int end) {
        StringBuilder name = new StringBuilder(end);
        for (int i = 0; i < end; i++) {
            char unit = sent.charAt(i);
            if (Character.isHighSurrogate(unit) && i + 1 < end && Character.isLowSurrogate(sent.charAt(i + 1))) {
                name.append(unit).append(sent.charAt(++i));
            } else {
                name.append(unit == 0 || Character.isSurrogate(unit) ? REPLACEMENT : unit);
            }
        }
        return name.toString();
    }
}
