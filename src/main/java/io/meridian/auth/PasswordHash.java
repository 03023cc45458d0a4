package io.meridian.auth;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * What is kept of a password: version, rounds, salt and digest in one text, so that a later release can raise the
 * rounds or take another function and still knows the old ones. Thread-safe.
 */
public final class PasswordHash {
    /** In characters, as the contract has it. */
    public static final int SHORTEST = 8;

    public static final int LONGEST = 128;

    private static final String VERSION = "pbkdf2-sha512";
    private static final int ROUNDS = 210_000;
    private static final int MOST_ROUNDS = 10_000_000;
    private static final int SALT_BYTES = 16;
    private static final int DIGEST_BITS = 512;
    private static final SecureRandom RANDOM = new SecureRandom();

    private PasswordHash() {}

    public static boolean isAcceptable(String password) {
        int length = password.codePointCount(0, password.length());
        return length >= SHORTEST && length <= LONGEST;
    }

    public static String of(String password) {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        return String.join("$", VERSION, Integer.toString(ROUNDS), text(salt), text(digest(password, salt, ROUNDS)));
    }

    /** Whether this is the password; a text that is none of ours matches nothing. */
    public static boolean matches(String password, String stored) {
        String[] parts = stored.split("\\$", -1);
        if (parts.length != 4 || !parts[0].equals(VERSION)) {
            return false;
        }
        try {
            int rounds = Integer.parseInt(parts[1]);
            byte[] salt = Base64.getDecoder().decode(parts[2]);
            byte[] expected = Base64.getDecoder().decode(parts[3]);
            return rounds >= 1
                    && rounds <= MOST_ROUNDS
                    && salt.length > 0
                    && MessageDigest.isEqual(expected, digest(password, salt, rounds));
        } catch (IllegalArgumentException damaged) {
            return false;
        }
    }

    private static String text(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] digest(String password, byte[] salt, int rounds) {
        PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, rounds, DIGEST_BITS);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this JDK has no PBKDF2", missing);
        } finally {
            spec.clearPassword();
        }
    }
}
