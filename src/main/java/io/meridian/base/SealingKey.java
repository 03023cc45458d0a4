package io.meridian.base;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;

/** The key derived from one salt key, and the id by which sealed values name it. Immutable. */
record SealingKey(String id, SecretKey key) {
    private static final byte[] DOMAIN = "meridian sealed values".getBytes(StandardCharsets.UTF_8);
    private static final int KEY_BYTES = 32;
    private static final int ID_BYTES = 8;
    private static final int TAG_BITS = 128;

    static SealingKey of(Secret salt) {
        try {
            KDF hkdf = KDF.getInstance("HKDF-SHA256");
            return new SealingKey(
                    HexFormat.of().formatHex(hkdf.deriveData(parameters(salt, "id", ID_BYTES))),
                    hkdf.deriveKey("AES", parameters(salt, "key", KEY_BYTES)));
        } catch (NoSuchAlgorithmException | InvalidAlgorithmParameterException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    byte[] encrypt(byte[] nonce, byte[] place, byte[] plain) {
        try {
            return cipher(Cipher.ENCRYPT_MODE, nonce, place).doFinal(plain);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Fails if anything of the three differs from what was sealed. */
    byte[] decrypt(byte[] nonce, byte[] place, byte[] sealed) throws GeneralSecurityException {
        return cipher(Cipher.DECRYPT_MODE, nonce, place).doFinal(sealed);
    }

    private Cipher cipher(int mode, byte[] nonce, byte[] place) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(place);
        return cipher;
    }

    /** The id is derived as the key is, so that it tells nothing of it. */
    private static HKDFParameterSpec parameters(Secret salt, String purpose, int length) {
        return HKDFParameterSpec.ofExtract()
                .addIKM(salt.reveal().getBytes(StandardCharsets.UTF_8))
                .addSalt(DOMAIN)
                .thenExpand(purpose.getBytes(StandardCharsets.UTF_8), length);
    }

    /** Leaves out the key. */
    @Override
    public String toString() {
        return "SealingKey[" + id + "]";
    }
}
