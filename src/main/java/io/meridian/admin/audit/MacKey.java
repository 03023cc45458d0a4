package io.meridian.admin.audit;

import io.meridian.base.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** A key that seals the audit trail, and the name under which rows remember it. Immutable. */
final class MacKey {
    /** What stands for a key where there is none: everybody knows it, and it protects against accidents only. */
    static final MacKey UNKEYED = new MacKey("unkeyed", derived("meridian", "audit unkeyed"));

    private static final String ALGORITHM = "HmacSHA256";
    private static final int ID_BYTES = 8;
    private static final int KEY_BYTES = 32;

    private final String id;
    private final byte[] key;

    private MacKey(String id, byte[] key) {
        this.id = id;
        this.key = key;
    }

    /** The id tells nothing of the secret: both are derived from it, each for a purpose of its own. */
    static MacKey of(Secret secret) {
        byte[] id = derived(secret.reveal(), "audit key id");
        return new MacKey(HexFormat.of().formatHex(id, 0, ID_BYTES), derived(secret.reveal(), "audit mac"));
    }

    String id() {
        return id;
    }

    String mac(byte[] content) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(content));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    boolean fits(byte[] content, String mac) {
        return MessageDigest.isEqual(
                mac(content).getBytes(StandardCharsets.UTF_8), mac.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] derived(String secret, String purpose) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.ofExtract()
                            .addIKM(secret.getBytes(StandardCharsets.UTF_8))
                            .addSalt("meridian".getBytes(StandardCharsets.UTF_8))
                            .thenExpand(purpose.getBytes(StandardCharsets.UTF_8), KEY_BYTES));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
