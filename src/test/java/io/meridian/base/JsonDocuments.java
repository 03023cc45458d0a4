package io.meridian.base;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random JSON documents for property tests: the same seed gives the same document. */
public final class JsonDocuments {
    private static final String[] SPACES = {"", "", "", " ", "\n", "\t ", "\r\n  "};
    private static final String[] PIECES = {
        "a",
        "Zz",
        " ",
        "0123456789abcdef",
        "\\n",
        "\\\"",
        "\\\\",
        "\\/",
        "\\u0041",
        "\\ud83d\\ude00",
        "\\ud800",
        "é",
        "漢字かな",
        "😀",
        "\u007f",
        "{",
        "]",
        ":",
        ",",
        "null",
        "\\t\\r\\b\\f"
    };
    private static final String[] NUMBERS = {
        "0", "-0", "7", "-12", "1.5", "0.001", "1e9", "-2E-7", "3.25e+2", "9223372036854775807", "9223372036854775808"
    };

    private final Random random;

    public JsonDocuments(long seed) {
        this.random = new Random(seed);
    }

    /** An object of up to that many members with unique names, some of them from the given ones. */
    public String object(int most, int depth, String... favourites) {
        List<String> names = new ArrayList<>();
        int count = random.nextInt(most + 1);
        for (int i = 0; i < count; i++) {
            boolean favourite = favourites.length > 0 && random.nextBoolean();
            String name = favourite
                    ? '"' + favourites[random.nextInt(favourites.length)] + '"'
                    : '"' + "k" + i + string().substring(1);
            if (!names.contains(name)) {
                names.add(name);
            }
        }
        StringBuilder json = new StringBuilder("{").append(space());
        for (int i = 0; i < names.size(); i++) {
            json.append(i == 0 ? "" : "," + space())
                    .append(names.get(i))
                    .append(space())
                    .append(':')
                    .append(space())
                    .append(value(depth))
                    .append(space());
        }
        return json.append('}').toString();
    }

    /** Any value. */
    public String value(int depth) {
        return switch (random.nextInt(depth > 0 ? 9 : 6)) {
            case 0 -> pick("true", "false");
            case 1 -> "null";
            case 2, 3 -> pick(NUMBERS);
            case 4, 5 -> string();
            case 6 -> array(depth - 1);
            default -> object(4, depth - 1);
        };
    }

    /** One of some texts. */
    public String pick(String... texts) {
        return texts[random.nextInt(texts.length)];
    }

    /** White space, often none. */
    public String space() {
        return pick(SPACES);
    }

    /** A string in quotes. */
    public String string() {
        StringBuilder json = new StringBuilder("\"");
        for (int i = random.nextInt(8); i > 0; i--) {
            json.append(pick(PIECES));
        }
        return json.append('"').toString();
    }

    /** The document with some bytes flipped, inserted or deleted. */
    public byte[] mutated(String document) {
        byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
        for (int i = 1 + random.nextInt(3); i > 0 && bytes.length > 1; i--) {
            int at = random.nextInt(bytes.length);
            int how = random.nextInt(3);
            byte[] next = new byte[bytes.length + how - 1];
            System.arraycopy(bytes, 0, next, 0, at);
            System.arraycopy(bytes, at + 1, next, at + how, bytes.length - at - 1);
            if (how > 0) {
                next[at] = odd();
            }
            if (how == 2) {
                next[at + 1] = bytes[at];
            }
            bytes = next;
        }
        return bytes;
    }

    private byte odd() {
        String likely = "{}[]\":,\\u0e-+.tfn \n";
        return random.nextBoolean()
                ? (byte) likely.charAt(random.nextInt(likely.length()))
                : (byte) random.nextInt(256);
    }

    private String array(int depth) {
        StringBuilder json = new StringBuilder("[").append(space());
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            json.append(i == 0 ? "" : "," + space()).append(value(depth)).append(space());
        }
        return json.append(']').toString();
    }
}
