package io.meridian.admin.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.base.JsonText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** What is written down of an object: masked, and bounded so that rows can be read by the hundred. */
final class Snapshot {
    private static final int LONGEST = 64 * 1024;
    private static final int LONGEST_MEMBER = 4 * 1024;

    private Snapshot() {}

    static @Nullable String of(@Nullable ObjectNode object) {
        ObjectNode masked = Masking.masked(object);
        if (masked == null) {
            return null;
        }
        String text = JsonText.text(masked);
        if (text.length() <= LONGEST) {
            return text;
        }
        masked.properties().forEach(member -> {
            String value = JsonText.text(member.getValue());
            if (value.length() > LONGEST_MEMBER) {
                member.setValue(omitted(value));
            }
        });
        String shorter = JsonText.text(masked);
        return shorter.length() <= LONGEST ? shorter : JsonText.text(omitted(text));
    }

    /** Enough to tell whether it was the same as another time. */
    private static JsonNode omitted(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return JsonText.object()
                    .put("omitted_characters", text.length())
                    .put("sha256", HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
