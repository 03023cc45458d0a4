package io.meridian.admin.moving;

import io.meridian.base.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Opens the values that a LiteLLM proxy sealed under its salt key: in each of its three forms, of which the two newer
 * ones say what they are. Immutable.
 */
final class OldSeal {
    private static final String SECOND = "v2:gcm:";
    private static final String THIRD = "v3:gcm:";
    private static final String THIRD_PURPOSE = "litellm-at-rest-v3";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    /** What the oldest form adds to a text, so that nothing shorter can be of it. */
    private static final int LEAST_BOX = 40;

    private final byte[] hashed;
    private final byte[] derived;

    OldSeal(Secret salt) {
        byte[] bytes = salt.reveal().getBytes(StandardCharsets.UTF_8);
        try {
            this.hashed = MessageDigest.getInstance("SHA-256").digest(bytes);
            this.derived = KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.ofExtract()
                            .addIKM(bytes)
                            .thenExpand(THIRD_PURPOSE.getBytes(StandardCharsets.UTF_8), KEY_BYTES));
        } catch (NoSuchAlgorithmException | InvalidAlgorithmParameterException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The text that was sealed; the value itself if it is none; nothing if it was sealed under another salt key. */
    Optional<String> open(String value) {
        if (value.startsWith(THIRD)) {
            return decoded(value.substring(THIRD.length())).flatMap(box -> openGcm(derived, box));
        }
        if (value.startsWith(SECOND)) {
            return decoded(value.substring(SECOND.length())).flatMap(box -> openGcm(hashed, box));
        }
        Optional<byte[]> box = decoded(value).filter(bytes -> bytes.length >= LEAST_BOX);
        if (box.isEmpty()) {
            return Optional.of(value);
        }
        return SecretBox.open(hashed, box.get()).flatMap(OldSeal::text);
    }

    private static Optional<String> openGcm(byte[] key, byte[] sealed) {
        if (sealed.length < NONCE_BYTES) {
            return Optional.empty();
        }
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    new SecretKeySpec(key, "AES"),
                    new GCMParameterSpec(TAG_BITS, Arrays.copyOf(sealed, NONCE_BYTES)));
            return text(cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES));
        } catch (GeneralSecurityException otherKey) {
            return Optional.empty();
        }
    }

    /** Older releases wrote one alphabet, newer ones the other. */
    private static Optional<byte[]> decoded(String text) {
        try {
            return Optional.of(
                    Base64.getUrlDecoder().decode(text.replace('+', '-').replace('/', '_')));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static Optional<String> text(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException notText) {
            return Optional.empty();
        }
    }
}
