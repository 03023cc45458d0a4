package io.meridian.llm;

import io.meridian.base.JsonKind;
import io.meridian.base.JsonMember;
import io.meridian.base.JsonObject;
import io.meridian.base.JsonSplice;
import io.meridian.base.JsonStrings;
import io.meridian.base.JsonSyntaxException;
import io.meridian.routing.Deployment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a deployment changes in a body of the provider's own dialect, by offset: the model's name, members meant for the
 * gateway, defaults, and the wish for usage on streams. Every other byte goes upstream as it came. Immutable and thread
 * safe, so a deployment needs only one.
 */
final class RequestEdits {
    private static final byte[] TRUE = ascii("true");
    private static final byte[] ASK_FOR_USAGE = ascii("\"include_usage\":true");
    private static final byte[] USAGE_OPTIONS = ascii("{\"include_usage\":true}");

    private static final Set<String> FOR_GATEWAY = Set.of(
            "metadata",
            "tags",
            "fallbacks",
            "context_window_fallbacks",
            "content_policy_fallbacks",
            "disable_fallbacks",
            "num_retries",
            "max_retries",
            "timeout",
            "stream_timeout",
            "request_timeout",
            "cache",
            "guardrails",
            "drop_params",
            "additional_drop_params",
            "allowed_openai_params",
            "fastest_response",
            "keepalive_seconds",
            "extra_headers",
            "proxy_server_request",
            "standard_logging_object",
            "secret_fields",
            "disable_global_guardrails",
            "opted_out_global_guardrails",
            "applied_guardrails",
            "applied_policies",
            "policy_sources",
            "enable_tag_filtering");

    private final byte[] model;
    private final Map<String, byte[]> defaults;
    private final Set<String> dropped;
    private final boolean keepsMetadata;
    private final boolean asksForUsage;

    /**
     * Edits for one deployment.
     *
     * @param defaults members to add where the client has none, each a JSON value as written
     * @param keepsMetadata whether {@code metadata} belongs to the provider in this dialect
     * @param asksForUsage whether streams of this dialect give usage only when {@code stream_options} says so
     */
    RequestEdits(String upstreamModel, Map<String, byte[]> defaults, boolean keepsMetadata, boolean asksForUsage) {
        this(upstreamModel, defaults, Set.of(), keepsMetadata, asksForUsage);
    }

    private RequestEdits(
            String upstreamModel,
            Map<String, byte[]> defaults,
            Set<String> dropped,
            boolean keepsMetadata,
            boolean asksForUsage) {
        this.dropped = dropped;
        this.model = JsonStrings.quote(upstreamModel);
        this.defaults = new LinkedHashMap<>(defaults);
        this.keepsMetadata = keepsMetadata;
        this.asksForUsage = asksForUsage;
    }

    /** Those of a deployment that speaks OpenAI's dialect; what it drops goes before its defaults are looked at. */
    static RequestEdits of(Deployment deployment) {
        return new RequestEdits(deployment.model(), deployment.defaults(), deployment.dropped(), false, true);
    }

    /** The body for the provider; the client's own array if nothing had to change. */
    byte[] apply(Envelope envelope) {
        JsonObject body = envelope.body();
        JsonSplice splice = new JsonSplice(body.text());
        boolean usage = asksForUsage && envelope.stream();
        List<JsonMember> members = body.members();
        boolean kept = false;
        for (int i = 0; i < members.size(); i++) {
            JsonMember member = members.get(i);
            if (isForGateway(member.name())) {
                boolean last = i == members.size() - 1;
                splice.remove(
                        kept ? members.get(i - 1).valueEnd() : member.start(),
                        kept || last ? member.valueEnd() : members.get(i + 1).start());
                continue;
            }
            kept = true;
            if (member.name().equals("model")) {
                replaceModel(body.text(), member, splice);
            } else if (usage && member.name().equals("stream_options")) {
                askForUsage(body, member, splice);
            }
        }
        int at = members.isEmpty() ? body.start() + 1 : members.getLast().valueEnd();
        for (Map.Entry<String, byte[]> addition : additions(body, usage).entrySet()) {
            splice.insert(at, member(kept, addition.getKey(), addition.getValue()));
            kept = true;
        }
        return splice.apply();
    }

    private boolean isForGateway(String name) {
        if (name.equals("metadata")) {
            return !keepsMetadata;
        }
        return FOR_GATEWAY.contains(name)
                || dropped.contains(name)
                || name.startsWith("litellm_")
                || name.startsWith("mock_");
    }

    private void replaceModel(byte[] text, JsonMember member, JsonSplice splice) {
        if (!Arrays.equals(text, member.valueStart(), member.valueEnd(), model, 0, model.length)) {
            splice.replace(member.valueStart(), member.valueEnd(), model);
        }
    }

    /** Sets the one option and leaves its neighbours; what is no object is left for the provider to refuse. */
    private static void askForUsage(JsonObject body, JsonMember member, JsonSplice splice) {
        if (member.kind() == JsonKind.NULL) {
            splice.replace(member.valueStart(), member.valueEnd(), USAGE_OPTIONS);
        }
        if (member.kind() != JsonKind.OBJECT) {
            return;
        }
        JsonObject options = options(body);
        for (JsonMember option : options.members()) {
            if (option.name().equals("include_usage")) {
                if (!options.bool("include_usage").orElse(false)) {
                    splice.replace(option.valueStart(), option.valueEnd(), TRUE);
                }
                return;
            }
        }
        splice.insert(options.start() + 1, ASK_FOR_USAGE);
        if (!options.members().isEmpty()) {
            splice.insert(options.start() + 1, ascii(","));
        }
    }

    private static JsonObject options(JsonObject body) {
        try {
            return body.object("stream_options").orElseThrow();
        } catch (JsonSyntaxException e) {
            throw new IllegalStateException("the envelope has read this object", e);
        }
    }

    private Map<String, byte[]> additions(JsonObject body, boolean usage) {
        Map<String, byte[]> additions = new LinkedHashMap<>();
        additions.put("model", model);
        additions.putAll(defaults);
        if (usage) {
            additions.put("stream_options", USAGE_OPTIONS);
        }
        for (JsonMember member : body.members()) {
            additions.remove(member.name());
        }
        return additions;
    }

    private static byte[] member(boolean afterAnother, String name, byte[] value) {
        byte[] key = JsonStrings.quote(name);
        int comma = afterAnother ? 1 : 0;
        byte[] member = new byte[comma + key.length + 1 + value.length];
        member[0] = ',';
        System.arraycopy(key, 0, member, comma, key.length);
        member[comma + key.length] = ':';
        System.arraycopy(value, 0, member, comma + key.length + 1, value.length);
        return member;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
