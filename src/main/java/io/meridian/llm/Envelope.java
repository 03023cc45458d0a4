package io.meridian.llm;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonKind;
import io.meridian.base.JsonMember;
import io.meridian.base.JsonObject;
import io.meridian.base.JsonSyntaxException;
import io.meridian.base.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What the gateway needs to know of a client's request, read from the top-level members of its body. Immutable as long
 * as nobody writes into the bytes.
 *
 * @param wantsUsage whether the client asked for the usage frame of a stream
 * @param outputLimit the larger of {@code max_tokens} and {@code max_completion_tokens}
 * @param choices how many answers were asked for, at least one
 * @param promptBytes what the model will read, in bytes of JSON: a rough measure for the estimate
 */
record Envelope(
        JsonObject body,
        Optional<String> model,
        boolean stream,
        boolean wantsUsage,
        OptionalLong outputLimit,
        long choices,
        Optional<String> user,
        long promptBytes) {
    private static final byte[] EMPTY = {'{', '}'};
    private static final List<String> METADATA = List.of("metadata", "litellm_metadata");
    private static final Set<String> READ_BY_MODEL = Set.of(
            "messages",
            "prompt",
            "input",
            "system",
            "contents",
            "systemInstruction",
            "tools",
            "functions",
            "response_format");

    /** Reads a body and refuses what is no object, ambiguous, or names an endpoint or a credential. */
    static Envelope read(byte[] bytes) {
        try {
            // no body at all lacks parameters, which is told in its own words
            JsonObject body = JsonObject.parse(bytes.length == 0 ? EMPTY : bytes);
            EnvelopeRefusal.check(body);
            return of(body);
        } catch (JsonSyntaxException e) {
            throw new GatewayException.InvalidRequest("Invalid JSON payload: " + e.text(), "request_body");
        }
    }

    private static Envelope of(JsonObject body) throws JsonSyntaxException {
        require(body, "model", JsonKind.STRING, "a string");
        require(body, "stream", JsonKind.BOOLEAN, "a boolean");
        Optional<JsonObject> options = body.object("stream_options");
        boolean wantsUsage =
                options.isPresent() && options.get().bool("include_usage").orElse(false);
        return new Envelope(
                body,
                body.string("model"),
                body.bool("stream").orElse(false),
                wantsUsage,
                outputLimit(body),
                Math.max(1, body.integer("n").orElse(1)),
                body.string("user"),
                promptBytes(body));
    }

    /** The body as the client sent it. */
    byte[] bytes() {
        return body.text();
    }

    boolean hasMessages() {
        return body.has("messages");
    }

    boolean hasMetadata() {
        return body.has("metadata");
    }

    /** The end user as Anthropic's clients name it. */
    Optional<String> metadataUser() {
        return hasMetadata() ? object("metadata").flatMap(metadata -> metadata.string("user_id")) : Optional.empty();
    }

    /** The lists of tags, wherever they may stand. */
    List<JsonNode> tags() {
        List<JsonNode> lists = new ArrayList<>(2);
        addTags(body, lists);
        for (String name : METADATA) {
            object(name).ifPresent(metadata -> addTags(metadata, lists));
        }
        return lists;
    }

    private static void addTags(JsonObject object, List<JsonNode> lists) {
        object.find("tags")
                .filter(member -> member.kind() == JsonKind.ARRAY)
                .map(member ->
                        new String(object.text(), member.valueStart(), member.valueLength(), StandardCharsets.UTF_8))
                .map(JsonText::stored)
                .ifPresent(lists::add);
    }

    private Optional<JsonObject> object(String name) {
        try {
            return body.object(name);
        } catch (JsonSyntaxException e) {
            throw new GatewayException.InvalidRequest("Invalid JSON payload: " + e.text(), "request_body");
        }
    }

    private static OptionalLong outputLimit(JsonObject body) {
        long limit = Math.max(
                body.integer("max_tokens").orElse(-1),
                body.integer("max_completion_tokens").orElse(-1));
        return limit < 0 ? OptionalLong.empty() : OptionalLong.of(limit);
    }

    private static long promptBytes(JsonObject body) {
        long sum = 0;
        for (JsonMember member : body.members()) {
            if (READ_BY_MODEL.contains(member.name())) {
                sum += member.valueLength();
            }
        }
        return sum;
    }

    /** Gateway and provider must not understand such a member differently, so it is not left to the provider. */
    private static void require(JsonObject body, String name, JsonKind kind, String noun) {
        Optional<JsonMember> member = body.find(name);
        if (member.isPresent() && member.get().kind() != kind && member.get().kind() != JsonKind.NULL) {
            throw new GatewayException.InvalidRequest("'" + name + "' must be " + noun + ".", name);
        }
    }
}
