package io.meridian.llm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonDocuments;
import io.meridian.base.JsonMember;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequestEditsTest {
    private static final ObjectMapper JACKSON = new ObjectMapper();
    private static final List<String> REMOVED = List.of(
            "metadata", "litellm_metadata", "tags", "fallbacks", "cache", "mock_response", "drop_params", "timeout");

    @Test
    void replacesTheModelAndRemovesWhatIsForTheGateway() {
        assertThat(edit("{ \"metadata\": {\"a\":1} , \"model\" : \"fast\" , \"tags\":[], \"messages\": [] ,"
                        + "\"user\":\"u\", \"mock_response\":\"x\", \"cache\":{} }"))
                .isEqualTo("{ \"model\" : \"gpt\", \"messages\": [] ,\"user\":\"u\" }");
    }

    @Test
    void leavesNothingOfABodyThatIsAllForTheGateway() {
        assertThat(edit("{\"tags\":[],\"num_retries\":2}")).isEqualTo("{\"model\":\"gpt\"}");
        assertThat(edit("{}")).isEqualTo("{\"model\":\"gpt\"}");
    }

    @Test
    void addsDefaultsWhereTheClientIsSilent() {
        RequestEdits edits =
                new RequestEdits("gpt", Map.of("temperature", utf8("0.5"), "top_p", utf8("1")), false, true);
        assertThat(apply(edits, "{\"model\":\"gpt\",\"top_p\":null }"))
                .isEqualTo("{\"model\":\"gpt\",\"top_p\":null,\"temperature\":0.5 }");
    }

    @Test
    void asksForUsageOnStreamsAndKeepsOtherOptions() {
        String start = "{\"model\":\"gpt\",\"stream\":true";
        assertThat(edit(start + "}")).isEqualTo(start + ",\"stream_options\":{\"include_usage\":true}}");
        assertThat(edit(start + ",\"stream_options\":null}"))
                .isEqualTo(start + ",\"stream_options\":{\"include_usage\":true}}");
        assertThat(edit(start + ",\"stream_options\":{ }}"))
                .isEqualTo(start + ",\"stream_options\":{\"include_usage\":true }}");
        assertThat(edit(start + ",\"stream_options\":{ \"a\":1}}"))
                .isEqualTo(start + ",\"stream_options\":{\"include_usage\":true, \"a\":1}}");
        assertThat(edit(start + ",\"stream_options\":{\"include_usage\":false,\"a\":1}}"))
                .isEqualTo(start + ",\"stream_options\":{\"include_usage\":true,\"a\":1}}");
        assertThat(edit("{\"model\":\"gpt\",\"stream\":false}")).isEqualTo("{\"model\":\"gpt\",\"stream\":false}");
    }

    @Test
    void copiesNothingWhenNothingChanges() {
        byte[] body = utf8("{\"model\":\"gpt\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}");
        assertThat(edits().apply(Envelope.read(body))).isSameAs(body);
    }

    @Test
    void keepsMetadataThatBelongsToTheProvider() {
        RequestEdits edits = new RequestEdits("gpt", Map.of(), true, false);
        String body = "{\"model\":\"gpt\",\"metadata\":{\"user_id\":\"u\"},\"stream\":true}";
        assertThat(apply(edits, body)).isEqualTo(body);
    }

    @Test
    void changesNothingElseInRandomBodies() throws IOException {
        String[] names = {"model", "messages", "metadata", "tags", "cache", "timeout", "temperature", "mock_response"};
        for (int seed = 0; seed < 20_000; seed++) {
            JsonDocuments documents = new JsonDocuments(seed);
            // a lone surrogate, which Jackson does not take in names
            String body = documents.object(8, 3, names).replace("\\ud800", "");
            byte[] bytes = utf8(body);
            Envelope envelope;
            try {
                envelope = Envelope.read(bytes);
            } catch (GatewayException e) {
                // a model that is no string
                continue;
            }
            byte[] edited = edits().apply(envelope);
            ObjectNode expected = (ObjectNode) JACKSON.readTree(bytes);
            expected.remove(REMOVED);
            expected.put("model", "gpt");
            assertThat(JACKSON.readTree(edited)).as(body).isEqualTo(expected);
            assertThat(kept(Envelope.read(edited))).as(body).isEqualTo(kept(envelope));
            if (envelope.body().members().stream().noneMatch(member -> REMOVED.contains(member.name()))) {
                assertThat(utf8(edited)).isEqualTo(renamed(envelope, bytes));
            }
        }
    }

    /** The members that stay, as they are written. */
    private static List<String> kept(Envelope envelope) {
        return envelope.body().members().stream()
                .filter(member ->
                        !REMOVED.contains(member.name()) && !member.name().equals("model"))
                .map(member -> utf8(Arrays.copyOfRange(envelope.bytes(), member.start(), member.valueEnd())))
                .toList();
    }

    /** The body with nothing but the model's value exchanged, or the model put behind the last member. */
    private static String renamed(Envelope envelope, byte[] bytes) {
        List<JsonMember> members = envelope.body().members();
        Optional<JsonMember> model = envelope.body().find("model");
        int last = members.isEmpty()
                ? envelope.body().start() + 1
                : members.getLast().valueEnd();
        int from = model.map(JsonMember::valueStart).orElse(last);
        int to = model.map(JsonMember::valueEnd).orElse(last);
        String added = model.isPresent() ? "\"gpt\"" : (members.isEmpty() ? "" : ",") + "\"model\":\"gpt\"";
        return utf8(Arrays.copyOfRange(bytes, 0, from)) + added + utf8(Arrays.copyOfRange(bytes, to, bytes.length));
    }

    private static RequestEdits edits() {
        return new RequestEdits("gpt", Map.of(), false, true);
    }

    private static String edit(String body) {
        return apply(edits(), body);
    }

    private static String apply(RequestEdits edits, String body) {
        return utf8(edits.apply(Envelope.read(utf8(body))));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String utf8(byte[] text) {
        return new String(text, StandardCharsets.UTF_8);
    }
}
