package io.meridian.base;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JsonObjectPropertyTest {
    private static final JsonFactory JACKSON = new JsonFactory();
    private static final int DOCUMENTS = 20_000;

    private record Member(String name, JsonKind kind, String text) {}

    @Test
    void readsRandomDocumentsAsJacksonDoes() {
        for (int seed = 0; seed < DOCUMENTS; seed++) {
            JsonDocuments documents = new JsonDocuments(seed);
            byte[] text =
                    (documents.space() + documents.object(30, 4) + documents.space()).getBytes(StandardCharsets.UTF_8);
            assertThat(ours(text)).as("seed %s", seed).isPresent();
            if (!isStricterJackson(text)) {
                assertThat(ours(text)).as("seed %s", seed).isEqualTo(jacksons(text));
            }
        }
    }

    @Test
    void judgesDamagedDocumentsAsJacksonDoes() {
        int refused = 0;
        for (int seed = 0; seed < 5 * DOCUMENTS; seed++) {
            JsonDocuments documents = new JsonDocuments(seed);
            byte[] text = documents.mutated(documents.object(6, 3));
            if (isStricterJackson(text)) {
                continue;
            }
            Optional<List<Member>> expected = isUtf8(text) ? jacksons(text) : Optional.empty();
            assertThat(ours(text))
                    .as(() -> new String(text, StandardCharsets.ISO_8859_1))
                    .isEqualTo(expected);
            refused += expected.isEmpty() ? 1 : 0;
        }
        assertThat(refused).isBetween(DOCUMENTS, 5 * DOCUMENTS - DOCUMENTS / 4);
    }

    private static Optional<List<Member>> ours(byte[] text) {
        try {
            JsonObject object = JsonObject.parse(text);
            List<Member> members = new ArrayList<>();
            for (JsonMember member : object.members()) {
                String raw = new String(text, member.valueStart(), member.valueLength(), StandardCharsets.UTF_8);
                boolean scalar = member.kind() != JsonKind.OBJECT && member.kind() != JsonKind.ARRAY;
                String value = member.kind() == JsonKind.STRING
                        ? object.string(member.name()).orElseThrow()
                        : scalar ? raw : String.valueOf(raw.codePointCount(0, raw.length()));
                members.add(new Member(member.name(), member.kind(), value));
            }
            return Optional.of(members);
        } catch (JsonSyntaxException e) {
            return Optional.empty();
        }
    }

    private static Optional<List<Member>> jacksons(byte[] text) {
        List<Member> members = new ArrayList<>();
        Set<String> names = new HashSet<>();
        try (JsonParser parser = JACKSON.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.getText();
                JsonKind kind = kind(parser.nextToken());
                int start = (int) parser.currentTokenLocation().getByteOffset();
                String value = kind == JsonKind.OBJECT || kind == JsonKind.ARRAY ? "" : parser.getText();
                if (value.isEmpty() && kind != JsonKind.STRING) {
                    skip(parser);
                    int end = (int) parser.currentLocation().getByteOffset();
                    String raw = new String(text, start, end - start, StandardCharsets.UTF_8);
                    value = String.valueOf(raw.codePointCount(0, raw.length()));
                }
                if (!names.add(name)) {
                    return Optional.empty();
                }
                members.add(new Member(name, kind, value));
            }
            return parser.nextToken() == null ? Optional.of(members) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Jackson wants whole surrogate pairs in names, not in values; the RFC leaves it open and we take both. */
    private static boolean isStricterJackson(byte[] text) {
        try (JsonParser parser = JACKSON.createParser(text)) {
            JsonToken token = parser.nextToken();
            while (token != null) {
                token = parser.nextToken();
            }
            return false;
        } catch (IOException e) {
            return String.valueOf(e.getMessage()).matches("(?s).*surrogate.*in field name.*");
        }
    }

    /** Reads every token in full, for a parser that only skips does not look into strings. */
    private static void skip(JsonParser parser) throws IOException {
        for (int depth = 1; depth > 0; ) {
            JsonToken token = parser.nextToken();
            if (token == null) {
                return;
            }
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            parser.getText();
        }
    }

    private static JsonKind kind(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> JsonKind.OBJECT;
            case START_ARRAY -> JsonKind.ARRAY;
            case VALUE_STRING -> JsonKind.STRING;
            case VALUE_TRUE, VALUE_FALSE -> JsonKind.BOOLEAN;
            case VALUE_NULL -> JsonKind.NULL;
            default -> JsonKind.NUMBER;
        };
    }

    private static boolean isUtf8(byte[] text) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
