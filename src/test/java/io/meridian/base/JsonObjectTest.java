package io.meridian.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonObjectTest {
    @Test
    void tellsWhereMembersStand() throws JsonSyntaxException {
        String text = " {\"a\" : [1, {\"b\":2}] ,\"mod\\u0065l\":\"x\"}\n";
        JsonObject object = parse(text);
        assertThat(object.members())
                .containsExactly(
                        new JsonMember("a", 2, 8, 20, JsonKind.ARRAY),
                        new JsonMember("model", 22, 35, 38, JsonKind.STRING));
        assertThat(object.start()).isEqualTo(1);
        assertThat(object.end()).isEqualTo(text.length() - 1);
    }

    @Test
    void readsValues() throws JsonSyntaxException {
        JsonObject object = parse("""
            {"s":"a\\u00e9\\n\\"","t":true,"i":-12,"e":1e3,"f":1.5,"big":92233720368547758070,"n":null,\
            "stream_options":{"include_usage":true},"list":[1,{"x":1},"y",{"x":2}]}\
            """);
        assertThat(object.string("s")).contains("aé\n\"");
        assertThat(object.bool("t")).contains(true);
        assertThat(object.integer("i")).isEqualTo(OptionalLong.of(-12));
        assertThat(object.integer("e")).isEqualTo(OptionalLong.of(1000));
        assertThat(object.integer("f")).isEmpty();
        assertThat(object.integer("big")).isEmpty();
        assertThat(object.integer("s")).isEmpty();
        assertThat(object.has("n")).isFalse();
        assertThat(object.has("f")).isTrue();
        assertThat(object.object("stream_options").orElseThrow().bool("include_usage"))
                .contains(true);
        assertThat(object.objects("list"))
                .extracting(element -> element.integer("x").orElseThrow())
                .containsExactly(1L, 2L);
        assertThat(object.find("absent")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[]",
                "1",
                "\"a\"",
                "null",
                "{",
                "{}}",
                "{} x",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{,}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":1.}",
                "{\"a\":.5}",
                "{\"a\":1e}",
                "{\"a\":-}",
                "{\"a\":NaN}",
                "{\"a\":tru}",
                "{\"a\":truex}",
                "{'a':1}",
                "{a:1}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12g4\"}",
                "{\"a\":\"\t\"}",
                "{\"a\":\"\u0000\"}",
                "\u0000{}",
                "{}\u0000",
                "{\"a\":[1 2]}",
                "{\"a\":[1,]}",
                "{\"a\":1 \"b\":2}",
                "{/**/}",
                "\uFEFF{}",
                "{\"a\":1,\"a\":2}",
                "{\"model\":1,\"mod\\u0065l\":2}",
                "{\"a\":\"",
                "{\"a\":\"\\",
                "{\"a\":\"\\u00"
            })
    void refuses(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(JsonSyntaxException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"C0AF", "E08080", "EDA080", "F0808080", "F4908080", "F5808080", "80", "C3", "E282", "C328"})
    void refusesMalformedUtf8(String hex) {
        byte[] odd = java.util.HexFormat.of().parseHex(hex);
        byte[] text = "{\"a\":\"0123456789......\"}".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(odd, 0, text, 16, odd.length);
        assertThatThrownBy(() -> JsonObject.parse(text)).hasMessageContaining("malformed UTF-8 at byte 16");
    }

    @Test
    void boundsNesting() throws JsonSyntaxException {
        assertThat(parse(nested(128)).members()).hasSize(1);
        assertThatThrownBy(() -> parse(nested(129))).hasMessageContaining("nesting deeper than 128");
        assertThatThrownBy(() -> parse(nested(1_000_000))).isInstanceOf(JsonSyntaxException.class);
    }

    @Test
    void findsDuplicatesAmongMany() {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < 100; i++) {
            text.append("\"k").append(i).append("\":1,");
        }
        assertThatThrownBy(() -> parse(text + "\"k7\":2}")).hasMessageContaining("duplicate key 'k7'");
    }

    @Test
    void leavesDuplicatesBelowTheTopAlone() throws JsonSyntaxException {
        assertThat(parse("{\"a\":{\"b\":1,\"b\":2}}").members()).hasSize(1);
    }

    @Test
    void readsBackWhatItQuotes() throws JsonSyntaxException {
        String odd = "a\"\\/\n\u0001é漢😀\ud800";
        String text = "{\"a\":" + new String(JsonStrings.quote(odd), StandardCharsets.UTF_8) + "}";
        assertThat(parse(text).string("a")).contains(odd);
    }

    @Test
    void splicesInOneCopy() {
        byte[] text = "0123456789".getBytes(StandardCharsets.US_ASCII);
        JsonSplice splice = new JsonSplice(text);
        assertThat(splice.apply()).isSameAs(text);
        splice.insert(0, bytes("<"));
        splice.replace(2, 4, bytes("xyz"));
        splice.remove(4, 6);
        splice.insert(10, bytes(">"));
        assertThat(splice.apply()).asString().isEqualTo("<01xyz6789>");
        assertThatThrownBy(() -> splice.remove(3, 11)).isInstanceOf(IllegalArgumentException.class);
    }

    private static String nested(int depth) {
        return "{\"a\":" + "[".repeat(depth - 1) + "]".repeat(depth - 1) + "}";
    }

    private static JsonObject parse(String text) throws JsonSyntaxException {
        return JsonObject.parse(bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
