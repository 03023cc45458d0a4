package io.meridian.llm;

import io.meridian.api.Usage;
import io.meridian.base.JsonKind;
import io.meridian.base.JsonMember;
import io.meridian.base.JsonObject;
import io.meridian.base.JsonSplice;
import io.meridian.base.JsonStrings;
import io.meridian.base.JsonSyntaxException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A provider's whole answer on its way to the client: the public model name put in, identifier and usage read. What is
 * not the JSON we know passes through as it is, without usage. Immutable as long as nobody writes into the bytes.
 */
final class AnswerEdits {
    private final byte[] body;
    private final @Nullable JsonObject answer;
    private final Optional<Usage> usage;

    private AnswerEdits(byte[] body, @Nullable JsonObject answer, Optional<Usage> usage) {
        this.body = body;
        this.answer = answer;
        this.usage = usage;
    }

    static AnswerEdits of(byte[] bytes, String publicModel) {
        JsonObject answer;
        try {
            answer = JsonObject.parse(bytes);
        } catch (JsonSyntaxException e) {
            return new AnswerEdits(bytes, null, Optional.empty());
        }
        return new AnswerEdits(rename(answer, publicModel), answer, usage(answer));
    }

    /** What the client gets; the provider's own array if nothing had to change. */
    byte[] body() {
        return body;
    }

    /** Whether this is a JSON object at all. */
    boolean isSound() {
        return answer != null;
    }

    /** Whether it is an error under a status that says otherwise. */
    boolean isError() {
        return answer != null && answer.has("error") && !answer.has("choices");
    }

    /** The provider's identifier of the answer. */
    Optional<String> id() {
        return answer == null ? Optional.empty() : answer.string("id");
    }

    /** The usage, if the provider told it. */
    Optional<Usage> usage() {
        return usage;
    }

    /** The text of the answer, to be counted where there is no usage. */
    DeliveredText text() {
        DeliveredText text = new DeliveredText();
        if (answer != null) {
            DeliveredText.slots(answer, "message").forEach(slot -> text.add(answer.text(), slot.from(), slot.to()));
        }
        return text;
    }

    private static byte[] rename(JsonObject answer, String publicModel) {
        byte[] text = answer.text();
        byte[] name = JsonStrings.quote(publicModel);
        JsonSplice splice = new JsonSplice(text);
        Optional<JsonMember> model = answer.find("model");
        if (model.isPresent()
                && model.get().kind() == JsonKind.STRING
                && !Arrays.equals(text, model.get().valueStart(), model.get().valueEnd(), name, 0, name.length)) {
            splice.replace(model.get().valueStart(), model.get().valueEnd(), name);
        }
        return splice.apply();
    }

    private static Optional<Usage> usage(JsonObject answer) {
        try {
            return AnswerUsage.of(answer);
        } catch (JsonSyntaxException e) {
            return Optional.empty();
        }
    }
}
