package io.meridian.testing;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.ArrayList;
import java.util.List;

/** What the fake upstream says and what it counts, rendered in OpenAI's shapes. Immutable. */
record FakeUpstreamReply(String text, int events, long promptTokens, long completionTokens) {
    private static final long CREATED = 1_760_000_000L;

    /** Everything of a stream except {@code [DONE]}; the text is spread over exactly {@code events} frames. */
    List<String> frames(int serial, FakeUpstreamRequest request, boolean usage) {
        List<String> frames = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            String piece = text.substring(i * text.length() / events, (i + 1) * text.length() / events);
            String role = i == 0 ? "\"role\":\"assistant\"," : "";
            frames.add(chunk(serial, request, choice("{" + role + "\"content\":" + quoted(piece) + "}", "null"), ""));
        }
        frames.add(chunk(serial, request, choice("{}", "\"stop\""), ""));
        if (usage) {
            frames.add(chunk(serial, request, "", "," + usage()));
        }
        return frames;
    }

    String plain(int serial, FakeUpstreamRequest request, boolean usage) {
        return "{\"id\":\"chatcmpl-fake-" + serial + "\",\"object\":\"chat.completion\",\"created\":" + CREATED
                + ",\"model\":" + quoted(request.model())
                + ",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":" + quoted(text)
                + ",\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"stop\"}]" + (usage ? "," + usage() : "")
                + "}";
    }

    String embedding(FakeUpstreamRequest request) {
        return "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":[0.25,-0.5,1.0]}],"
                + "\"model\":" + quoted(request.model()) + ",\"usage\":{\"prompt_tokens\":" + promptTokens
                + ",\"total_tokens\":" + promptTokens + "}}";
    }

    private String usage() {
        return "\"usage\":{\"prompt_tokens\":" + promptTokens + ",\"completion_tokens\":" + completionTokens
                + ",\"total_tokens\":" + (promptTokens + completionTokens) + "}";
    }

    private static String choice(String delta, String finish) {
        return "{\"index\":0,\"delta\":" + delta + ",\"logprobs\":null,\"finish_reason\":" + finish + "}";
    }

    private static String chunk(int serial, FakeUpstreamRequest request, String choices, String more) {
        return "data: {\"id\":\"chatcmpl-fake-" + serial + "\",\"object\":\"chat.completion.chunk\",\"created\":"
                + CREATED + ",\"model\":" + quoted(request.model()) + ",\"choices\":[" + choices + "]" + more
                + "}\n\n";
    }

    private static String quoted(String value) {
        return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(value)) + "\"";
    }
}
