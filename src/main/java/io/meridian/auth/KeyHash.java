package io.meridian.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The SHA-256 of a virtual key in lower-case hex: all that is ever stored or compared of it. Immutable. */
public record KeyHash(String hex) {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    /** Of a key as clients send it, {@code sk-} included. */
    public static KeyHash of(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return new KeyHash(HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Of what administrators use to name a key: the key itself, or its hash. */
    public static KeyHash named(String keyOrHash) {
        return keyOrHash.startsWith("sk-") || !HEX.matcher(keyOrHash).matches()
                ? of(keyOrHash)
                : new KeyHash(keyOrHash);
    }

    @Override
    public String toString() {
        return hex;
    }
}
