package io.meridian.spend;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import java.util.Locale;

/**
 * Counts the tokens of a text for calls whose provider does not say how many there were. A table is loaded when it is
 * first needed. Safe for use by many threads.
 */
public final class TokenCount {
    /** Counting goes by pieces: some scripts cost the encoder time in the square of a word's length. */
    private static final int PIECE = 4096;

    /** Beyond this many characters the rest is taken to be as dense as what was counted. */
    private static final int COUNTED = 512 * 1024;

    private static final int LONGEST_WORD = 256;

    private final EncodingRegistry registry = Encodings.newLazyEncodingRegistry();

    /** Loads the table most models use, which takes a noticeable fraction of a second. */
    public void warm() {
        count("", "warm");
    }

    /** Never 0 for a text that is not empty. Special tokens in the text are plain text. */
    public long count(String model, String text) {
        if (text.isEmpty()) {
            return 0;
        }
        Encoding encoding = registry.getEncoding(encodingOf(model));
        int limit = Math.min(text.length(), COUNTED);
        long tokens = 0;
        int start = 0;
        while (start < limit) {
            int end = cut(text, start, limit);
            tokens += encoding.countTokensOrdinary(text.substring(start, end));
            start = end;
        }
        if (start < text.length()) {
            tokens = Math.ceilDiv(tokens * text.length(), start);
        }
        return Math.max(1, tokens);
    }

    /** Prefers the end of a word, so that cutting does not make tokens. */
    private static int cut(String text, int start, int limit) {
        int end = Math.min(start + PIECE, limit);
        if (end == text.length()) {
            return end;
        }
        for (int at = end; at > end - LONGEST_WORD && at > start + 1; at--) {
            if (text.charAt(at) == ' ' && text.charAt(at - 1) != ' ') {
                return at;
            }
        }
        return Character.isLowSurrogate(text.charAt(end)) && end - 1 > start ? end - 1 : end;
    }

    /** The older table belongs to a closed list of models; the newer is the better guess for everything else. */
    private static EncodingType encodingOf(String model) {
        String name = model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        boolean newer = name.startsWith("gpt-4o") || name.startsWith("gpt-4.");
        boolean older = name.startsWith("gpt-4") || name.startsWith("gpt-3.5") || name.startsWith("text-embedding-");
        return older && !newer ? EncodingType.CL100K_BASE : EncodingType.O200K_BASE;
    }
}
