package io.meridian.llm;

import io.meridian.api.Usage;
import io.meridian.base.JsonKind;
import io.meridian.base.JsonMember;
import io.meridian.base.JsonObject;
import io.meridian.base.JsonSyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One parsed payload of a stream in the OpenAI dialect. Immutable as long as nobody writes into the bytes. */
record SseChunk(JsonObject json, List<DeliveredText.Slot> text) {

    static Optional<SseChunk> parse(byte[] bytes, int from, int to) {
        try {
            JsonObject json = JsonObject.parse(bytes, from, to);
            return Optional.of(new SseChunk(json, DeliveredText.slots(json, "delta")));
        } catch (JsonSyntaxException e) {
            return Optional.empty();
        }
    }

    boolean isError() {
        return json.has("error");
    }

    boolean hasUsage() {
        return json.has("usage");
    }

    Optional<Usage> usage() {
        try {
            return AnswerUsage.of(json);
        } catch (JsonSyntaxException e) {
            return Optional.empty();
        }
    }

    /** The model's value if it is a string other than that one. */
    @Nullable
    JsonMember otherModel(byte[] quoted) {
        JsonMember model = json.find("model").orElse(null);
        return model == null
                        || model.kind() != JsonKind.STRING
                        || Arrays.equals(json.text(), model.valueStart(), model.valueEnd(), quoted, 0, quoted.length)
                ? null
                : model;
    }

    /** Whether usage is all there is; some gateways put one choice with an empty delta beside it. */
    boolean isOnlyUsage() {
        Optional<JsonMember> choices = json.find("choices");
        if (!hasUsage() || choices.isEmpty() || choices.get().kind() != JsonKind.ARRAY) {
            return false;
        }
        try {
            for (JsonObject choice : json.objects("choices")) {
                Optional<JsonObject> delta = choice.object("delta");
                if (delta.isEmpty() || !delta.get().members().isEmpty() || choice.has("finish_reason")) {
                    return false;
                }
            }
            return true;
        } catch (JsonSyntaxException e) {
            return false;
        }
    }

    /** Whether a choice says why it ended; some providers say an empty reason until then. */
    boolean isFinish() {
        try {
            for (JsonObject choice : json.objects("choices")) {
                if (choice.string("finish_reason").filter(why -> !why.isEmpty()).isPresent()) {
                    return true;
                }
            }
            return false;
        } catch (JsonSyntaxException e) {
            return false;
        }
    }

    /** A template for the chunks to come, if they can be expected to look like this one. */
    @Nullable
    SseTemplate template(int from, int to, byte[] model) {
        if (text.size() != 1 || isError() || hasUsage()) {
            return null;
        }
        List<DeliveredText.Slot> slots = new ArrayList<>(text);
        json.find("obfuscation")
                .filter(padding -> padding.kind() == JsonKind.STRING)
                .ifPresent(
                        padding -> slots.add(new DeliveredText.Slot(padding.valueStart() + 1, padding.valueEnd() - 1)));
        slots.sort(Comparator.comparingInt(DeliveredText.Slot::from));
        SseTemplate template = new SseTemplate(json.text(), from, to, slots, slots.indexOf(text.getFirst()));
        JsonMember other = otherModel(model);
        if (other != null) {
            template.replaces(other.valueStart(), other.valueEnd());
        }
        return template;
    }

    Optional<String> id() {
        return json.string("id");
    }

    byte[] payload() {
        return Arrays.copyOfRange(json.text(), json.start(), json.end());
    }
}
