package io.meridian.base;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Seals the secrets that are kept in PostgreSQL: AES-256-GCM under a key derived from the salt key, whose id stands
 * before the ciphertext, so that a salt key can be replaced while values sealed under the old one are still there.
 * Thread-safe.
 */
public final class Sealer {
    private static final String MARK = "mrd1:";
    private static final int NONCE_BYTES = 12;

    private final SealingKey current;
    private final Map<String, SealingKey> keys = new LinkedHashMap<>();
    private final SecureRandom random = new SecureRandom();

    /** Where a sealed value lies. It opens nowhere else: whoever can write rows cannot move a secret to another one. */
    public record Place(String table, String row, String field) {
        byte[] bytes() {
            // with lengths, or "a","bc" and "ab","c" would be one place
            return "%d:%s%d:%s%s"
                    .formatted(table.length(), table, row.length(), row, field)
                    .getBytes(StandardCharsets.UTF_8);
        }
    }

    /** {@code others} only open: what was sealed before the salt key was what it is now. */
    public Sealer(Secret current, List<Secret> others) {
        this.current = SealingKey.of(current);
        others.forEach(other -> add(SealingKey.of(other)));
        add(this.current);
    }

    private void add(SealingKey key) {
        keys.put(key.id(), key);
    }

    /** The id of the key that seals; it is no secret. */
    public String keyId() {
        return current.id();
    }

    public String seal(Secret value, Place place) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = current.encrypt(nonce, place.bytes(), value.reveal().getBytes(StandardCharsets.UTF_8));
        byte[] joined = Arrays.copyOf(nonce, nonce.length + sealed.length);
        System.arraycopy(sealed, 0, joined, nonce.length, sealed.length);
        return MARK + current.id() + ":"
                + Base64.getUrlEncoder().withoutPadding().encodeToString(joined);
    }

    public Secret open(String sealed, Place place) throws BrokenSealException {
        int end = sealed.indexOf(':', MARK.length());
        if (!sealed.startsWith(MARK) || end < 0) {
            throw new BrokenSealException("is not sealed as this gateway seals");
        }
        String id = sealed.substring(MARK.length(), end);
        SealingKey key = keys.get(id);
        if (key == null) {
            throw new BrokenSealException(
                    "is sealed under key " + printable(id) + ", which no configured salt key has");
        }
        try {
            byte[] joined = Base64.getUrlDecoder().decode(sealed.substring(end + 1));
            if (joined.length < NONCE_BYTES) {
                throw new BrokenSealException("is cut off");
            }
            byte[] plain = key.decrypt(
                    Arrays.copyOf(joined, NONCE_BYTES),
                    place.bytes(),
                    Arrays.copyOfRange(joined, NONCE_BYTES, joined.length));
            return new Secret(new String(plain, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException | IllegalArgumentException tampered) {
            throw new BrokenSealException("was altered, or was sealed for another row");
        }
    }

    /** Whether it names the key that seals now. */
    public boolean isCurrent(String sealed) {
        return sealed.startsWith(MARK + current.id() + ":");
    }

    /** Whoever wrote the row chose the text. */
    private static String printable(String id) {
        return id.matches("[0-9a-f]{1,32}") ? id : "of unknown form";
    }
}
