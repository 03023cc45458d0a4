package io.meridian.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.api.Usage;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonDocuments;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class StreamFramesTest {
    private static final Pattern FRAME_END = Pattern.compile("(?<=\n\r?\n)");
    private static final String USAGE_FRAME = "data: {\"id\":\"c1\",\"model\":\"gpt\",\"choices\":[],\"usage\":"
            + "{\"prompt_tokens\":3,\"completion_tokens\":2,\"total_tokens\":5}}\n\n";

    @Test
    void putsThePublicNameIntoEveryFrame() {
        StreamFrames frames = new StreamFrames("fast", true);
        String stream = content("gpt", "") + content("gpt", "Hel") + content("gpt", "l\\\"o") + USAGE_FRAME + "data: "
                + "[DONE]\n\n";
        assertThat(whole(frames, stream)).isEqualTo(stream.replace("\"model\":\"gpt\"", "\"model\":\"fast\""));
        assertThat(frames.usage()).contains(Usage.of(3, 2));
        assertThat(frames.done()).isTrue();
        assertThat(frames.id()).contains("c1");
        assertThat(frames.text().kept()).isEqualTo("Hell\"o");
        assertThat(frames.error()).isEmpty();
    }

    @Test
    void withholdsTheUsageFrameFromWhoDidNotAsk() {
        StreamFrames frames = new StreamFrames("gpt", false);
        String before = content("gpt", "a");
        assertThat(whole(frames, before + USAGE_FRAME + "data: [DONE]\n\n")).isEqualTo(before + "data: [DONE]\n\n");
        assertThat(frames.usage()).contains(Usage.of(3, 2));
        String other = USAGE_FRAME.replace("[]", "[{\"index\":0,\"delta\":{}}]");
        assertThat(whole(new StreamFrames("gpt", false), other)).isEmpty();
    }

    @Test
    void passesOnFramesThatCarryMoreThanUsage() {
        for (String choices : new String[] {
            "[{\"delta\":{\"content\":\"x\"}}]", "[{\"delta\":{},\"finish_reason\":\"stop\"}]", "[{\"text\":\"x\"}]"
        }) {
            String frame = USAGE_FRAME.replace("[]", choices);
            StreamFrames frames = new StreamFrames("gpt", false);
            assertThat(whole(frames, frame)).isEqualTo(frame);
            assertThat(frames.usage()).isPresent();
        }
        String noChoices =
                "event: message_delta\ndata: {\"type\":\"message_delta\",\"usage\":{\"output_tokens\":1}}\n\n";
        assertThat(whole(new StreamFrames("gpt", false), noChoices)).isEqualTo(noChoices);
    }

    @Test
    void usageThatCountsNothingReplacesNone() {
        StreamFrames frames = new StreamFrames("gpt", true);
        whole(frames, USAGE_FRAME + USAGE_FRAME.replaceAll("tokens\":\\d", "tokens\":0"));
        assertThat(frames.usage()).contains(Usage.of(3, 2));
    }

    @Test
    void noticesTheFirstContent() {
        StreamFrames frames = new StreamFrames("fast", false);
        whole(frames, ": ping\n\n" + content("gpt", ""));
        assertThat(frames.contentSeen()).isFalse();
        whole(frames, content("gpt", "x"));
        assertThat(frames.contentSeen()).isTrue();
    }

    @Test
    void collectsToolCallsAndReasoningToo() {
        StreamFrames frames = new StreamFrames("fast", false);
        whole(
                frames,
                "data:"
                        + " {\"choices\":["
                        + "{\"delta\":{\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}},"
                        + "{\"delta\":{\"reasoning_content\":\"r\",\"content\":null}},{\"text\":\"t\"}]}\n\n");
        assertThat(frames.text().kept()).isEqualTo("f{}rt");
    }

    @Test
    void withholdsAnErrorFrameAndWhatFollows() {
        StreamFrames frames = new StreamFrames("fast", false);
        String error = "data: {\"error\":{\"message\":\"boom\",\"code\":\"500\"}}\n\n";
        String before = content("fast", "a");
        assertThat(whole(frames, before + error + content("fast", "b") + "data: [DONE]\n\n"))
                .isEqualTo(before);
        assertThat(frames.error().orElseThrow())
                .asString()
                .isEqualTo("{\"error\":{\"message\":\"boom\",\"code\":\"500\"}}");
        assertThat(frames.done()).isFalse();
    }

    @Test
    void understandsEveryWayToWriteAFrame() {
        String stream = String.join(
                "\n\n",
                ": hello\r\n\r\nevent: chunk\r\nid: 1\r\ndata:{\"model\":\"gpt\"}\r",
                "",
                "data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}],\n: between\ndata: \"model\": \"gpt\"\ndata: }",
                "retry: 5",
                "data",
                "data: junk",
                "data: [DONE]\r\n\r\n");
        StreamFrames frames = new StreamFrames("a-longer-name", false);
        assertThat(whole(frames, stream)).isEqualTo(stream.replace("\"gpt\"", "\"a-longer-name\""));
        assertThat(frames.text().kept()).isEqualTo("x");
        assertThat(frames.done()).isTrue();
    }

    @Test
    void joinsNoStringAcrossDataLines() {
        String stream = "data: {\"model\":\"g\ndata: pt\"}\n\n";
        assertThat(whole(new StreamFrames("fast", false), stream)).isEqualTo(stream);
    }

    @Test
    void passesOnALastFrameWithoutBlankLineAndDropsACutOne() {
        assertThat(whole(new StreamFrames("fast", false), "data: {\"model\":\"gpt\"}"))
                .isEqualTo("data: {\"model\":\"fast\"}");
        StreamFrames frames = new StreamFrames("fast", false);
        assertThat(whole(frames, content("gpt", "a") + "data: [DONE]\n"))
                .isEqualTo(content("fast", "a") + "data: [DONE]\n");
        assertThat(frames.done()).isTrue();
        assertThat(whole(new StreamFrames("fast", false), content("gpt", "a") + "data: {\"model\":\"gp"))
                .isEqualTo(content("fast", "a"));
    }

    @Test
    void looksAgainAtAFrameThatOnlyBeginsLikeTheLast() {
        StreamFrames frames = new StreamFrames("fast", false);
        String stream = content("gpt", "a");
        String junk = content("gpt", "b").replace("\n\n", " x\n\n");
        String rest = "c\"}}],\"usage\":{\"prompt_tokens\":9},\"z\":[{\"index\":0,\"delta\":{\"content\":\"d";
        String more = content("gpt", rest).replace(",\"usage\":null", "");
        String failed = content("gpt", "e").replace("}\n\n", ",\"error\":{}}\n\n");
        assertThat(whole(frames, stream + junk + stream + more + stream + failed))
                .isEqualTo((stream + junk + stream + more + stream)
                        .replace("gpt", "fast")
                        .replace(junk.replace("gpt", "fast"), junk));
        assertThat(frames.usage()).contains(Usage.of(9, 0));
        assertThat(frames.error()).isPresent();
        assertThat(frames.text().kept()).isEqualTo("aaca");
    }

    @Test
    void refusesAFrameBeyondItsBound() {
        StreamFrames frames = new StreamFrames("fast", false);
        byte[] piece = new byte[1 << 20];
        SseBuffer out = new SseBuffer(64);
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 10; i++) {
                        frames.feed(piece, 0, piece.length, out);
                    }
                })
                .isInstanceOf(GatewayException.UpstreamFailed.class);
    }

    @Test
    void givesTheSameHoweverTheStreamIsCut() {
        for (int seed = 0; seed < 5_000; seed++) {
            Random random = new Random(seed);
            String stream = stream(new JsonDocuments(seed), random);
            boolean shows = random.nextBoolean();
            StreamFrames one = new StreamFrames("fast", shows);
            StreamFrames many = new StreamFrames("fast", shows);
            String expected = whole(one, stream);
            assertThat(cut(many, stream, random)).as(stream).isEqualTo(expected);
            assertThat(many.usage()).isEqualTo(one.usage());
            assertThat(many.text().kept()).as(stream).isEqualTo(one.text().kept());
            assertThat(many.done()).isEqualTo(one.done());
            assertThat(many.error().map(StreamFramesTest::utf8))
                    .isEqualTo(one.error().map(StreamFramesTest::utf8));
            String frameByFrame = frameByFrame(stream, shows);
            assertThat(expected).as(stream).isEqualTo(frameByFrame);
        }
    }

    /** Each frame through an instance of its own: what would come out if only errors were remembered. */
    private static String frameByFrame(String stream, boolean shows) {
        StringBuilder out = new StringBuilder();
        for (String frame : FRAME_END.splitAsStream(stream).toList()) {
            StreamFrames alone = new StreamFrames("fast", shows);
            out.append(whole(alone, frame));
            if (alone.error().isPresent()) {
                break;
            }
        }
        return out.toString();
    }

    private static String stream(JsonDocuments documents, Random random) {
        StringBuilder stream = new StringBuilder();
        String newline = random.nextBoolean() ? "\n" : "\r\n";
        for (int i = random.nextInt(12); i > 0; i--) {
            String frame = switch (random.nextInt(10)) {
                case 0 ->
                    "data: "
                            + documents
                                    .object(5, 3, "model", "usage", "error", "choices")
                                    .replace("\n", " ")
                                    .replace("\r", " ")
                            + "\n\n";
                case 1 -> ": ping\n\n";
                case 2 -> "event: x\n" + content("gpt", "y");
                case 3 -> USAGE_FRAME;
                case 4 -> "data: {\"model\":\"gpt\",\ndata:\"a\":1}\n\n";
                default -> content("gpt", documents.string().replaceAll("^\"|\"$", ""));
            };
            stream.append(frame.replace("\n", newline));
        }
        return stream.append("data: [DONE]").append(newline).append(newline).toString();
    }

    private static String content(String model, String text) {
        return "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"model\":\"" + model
                + "\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text
                + "\"},\"finish_reason\":null}],\"usage\":null,\"obfuscation\":\"" + text.length() + "\"}\n\n";
    }

    private static String utf8(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String whole(StreamFrames frames, String stream) {
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        SseBuffer out = new SseBuffer(16);
        frames.feed(bytes, 0, bytes.length, out);
        frames.finish(out);
        return utf8(out.toByteArray());
    }

    private static String cut(StreamFrames frames, String stream, Random random) {
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        SseBuffer out = new SseBuffer(16);
        int most = random.nextBoolean() ? 3 : 200;
        for (int at = 0; at < bytes.length; ) {
            int length = Math.min(bytes.length - at, 1 + random.nextInt(most));
            frames.feed(bytes, at, length, out);
            at += length;
        }
        frames.finish(out);
        return utf8(out.toByteArray());
    }
}
