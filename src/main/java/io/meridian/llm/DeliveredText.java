package io.meridian.llm;

import io.meridian.base.JsonKind;
import io.meridian.base.JsonMember;
import io.meridian.base.JsonObject;
import io.meridian.base.JsonStrings;
import io.meridian.base.JsonSyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * The text a client was sent, kept to be counted if the provider never tells its usage. Only the strings are kept, not
 * the frames around them (some fifty times larger), and only up to a bound; beyond it the count is extrapolated by
 * bytes. For one thread.
 */
final class DeliveredText {
    /** Some sixty thousand tokens; few answers are longer, and thousands of streams may be open. */
    static final int MOST = 256 * 1024;

    private static final Set<String> IN_MESSAGE =
            Set.of("content", "reasoning_content", "reasoning", "refusal", "thinking");

    /** Where a string's content stands, quotes not included. */
    record Slot(int from, int to) {}

    private byte[] kept = new byte[256];
    private int length;
    private long total;

    /** Adds the content of a JSON string, escapes and all. */
    void add(byte[] text, int from, int to) {
        int size = to - from;
        total += size;
        // a string is kept whole or not at all: a cut could fall into an escape
        if (size > MOST - length || total - size > length) {
            return;
        }
        if (size > kept.length - length) {
            kept = Arrays.copyOf(kept, Math.max(kept.length * 2, length + size));
        }
        System.arraycopy(text, from, kept, length, size);
        length += size;
    }

    boolean isEmpty() {
        return total == 0;
    }

    /** The text, up to the bound. */
    String kept() {
        return JsonStrings.decode(kept, 0, length);
    }

    /** How many tokens were delivered, by a function that counts those of a text. */
    long tokens(ToLongFunction<String> tokenizer) {
        if (length == 0) {
            // nothing fitted: four bytes make a token, roughly
            return (total + 3) / 4;
        }
        long counted = tokenizer.applyAsLong(kept());
        return total == length ? counted : (long) Math.ceil((double) counted * total / length);
    }

    /** Every string the choices of an answer or chunk deliver, in order; the message is {@code message} or delta. */
    static List<Slot> slots(JsonObject answer, String message) {
        List<Slot> slots = new ArrayList<>(2);
        try {
            for (JsonObject choice : answer.objects("choices")) {
                choice.find("text").ifPresent(text -> add(text, slots));
                Optional<JsonObject> body = choice.object(message);
                if (body.isPresent()) {
                    addMessage(body.get(), slots);
                }
            }
        } catch (JsonSyntaxException e) {
            // duplicates in there: what was found counts
            return slots;
        }
        return slots;
    }

    private static void addMessage(JsonObject message, List<Slot> slots) throws JsonSyntaxException {
        for (JsonMember member : message.members()) {
            if (IN_MESSAGE.contains(member.name())) {
                add(member, slots);
            } else if (member.name().equals("tool_calls")) {
                for (JsonObject call : message.objects("tool_calls")) {
                    addFunction(call.object("function"), slots);
                }
            } else if (member.name().equals("function_call")) {
                addFunction(message.object("function_call"), slots);
            }
        }
    }

    private static void addFunction(Optional<JsonObject> function, List<Slot> slots) {
        if (function.isPresent()) {
            function.get().find("name").ifPresent(name -> add(name, slots));
            function.get().find("arguments").ifPresent(arguments -> add(arguments, slots));
        }
    }

    private static void add(JsonMember member, List<Slot> slots) {
        if (member.kind() == JsonKind.STRING) {
            slots.add(new Slot(member.valueStart() + 1, member.valueEnd() - 1));
        }
    }
}
