package io.meridian.base;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The members of one JSON object by offset, over bytes that nobody may change meanwhile; no tree is built, nested
 * objects are scanned when asked for. Names are unique after unescaping. Immutable.
 */
public final class JsonObject {
    /** Beyond this many members duplicates are sought in a set, lest a hostile body make the search quadratic. */
    private static final int FEW = 24;

    private final byte[] text;
    private final int start;
    private final int end;
    private final List<JsonMember> members;

    private JsonObject(byte[] text, int start, int end, List<JsonMember> members) {
        this.text = text;
        this.start = start;
        this.end = end;
        this.members = members;
    }

    /** Reads a text that is one object and nothing else but white space around it; a byte order mark is refused. */
    public static JsonObject parse(byte[] text) throws JsonSyntaxException {
        return parse(text, 0, text.length);
    }

    /** The same for a part of an array. */
    public static JsonObject parse(byte[] text, int from, int to) throws JsonSyntaxException {
        JsonScanner scanner = new JsonScanner(text, to);
        int start = scanner.space(from);
        if (start >= to) {
            throw new JsonSyntaxException("the text is empty", start);
        }
        if (text[start] != '{') {
            scanner.value(start, 0);
            throw new JsonSyntaxException("the text is not an object", start);
        }
        JsonObject object = read(scanner, text, start);
        int rest = scanner.space(object.end);
        if (rest < to) {
            throw scanner.unexpected(rest);
        }
        return object;
    }

    private static JsonObject read(JsonScanner scanner, byte[] text, int start) throws JsonSyntaxException {
        List<JsonMember> members = new ArrayList<>(16);
        int end = scanner.object(start, 1, members);
        checkUnique(members);
        return new JsonObject(text, start, end, Collections.unmodifiableList(members));
    }

    private static void checkUnique(List<JsonMember> members) throws JsonSyntaxException {
        if (members.size() > FEW) {
            Set<String> names = HashSet.newHashSet(members.size());
            for (JsonMember member : members) {
                if (!names.add(member.name())) {
                    throw duplicate(member);
                }
            }
            return;
        }
        for (int i = 1; i < members.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (members.get(i).name().equals(members.get(j).name())) {
                    throw duplicate(members.get(i));
                }
            }
        }
    }

    private static JsonSyntaxException duplicate(JsonMember member) {
        return new JsonSyntaxException("duplicate key '" + member.name() + "'", member.start());
    }

    /** The text the offsets refer to; shared, not to be written to. */
    public byte[] text() {
        return text;
    }

    /** The offset of the opening brace. */
    public int start() {
        return start;
    }

    /** The offset after the closing brace. */
    public int end() {
        return end;
    }

    /** The members in the order of the text. */
    public List<JsonMember> members() {
        return members;
    }

    /** The member of that name. */
    public Optional<JsonMember> find(String name) {
        for (JsonMember member : members) {
            if (member.name().equals(name)) {
                return Optional.of(member);
            }
        }
        return Optional.empty();
    }

    /** Whether the member is there and not null. */
    public boolean has(String name) {
        Optional<JsonMember> member = find(name);
        return member.isPresent() && member.get().kind() != JsonKind.NULL;
    }

    /** The value if it is a string. */
    public Optional<String> string(String name) {
        return find(name, JsonKind.STRING)
                .map(member -> JsonStrings.decode(text, member.valueStart() + 1, member.valueEnd() - 1));
    }

    /** The value if it is a boolean. */
    public Optional<Boolean> bool(String name) {
        return find(name, JsonKind.BOOLEAN).map(member -> text[member.valueStart()] == 't');
    }

    /** The value if it is a number without a fraction that a {@code long} holds. */
    public OptionalLong integer(String name) {
        Optional<JsonMember> member = find(name, JsonKind.NUMBER);
        return member.isPresent()
                ? JsonNumbers.integer(
                        text, member.get().valueStart(), member.get().valueEnd())
                : OptionalLong.empty();
    }

    /** The value if it is an object; refused if that has duplicate names. */
    public Optional<JsonObject> object(String name) throws JsonSyntaxException {
        Optional<JsonMember> member = find(name, JsonKind.OBJECT);
        return member.isPresent()
                ? Optional.of(
                        read(new JsonScanner(text, end), text, member.get().valueStart()))
                : Optional.empty();
    }

    /** Those elements that are objects, if the value is an array. */
    public List<JsonObject> objects(String name) throws JsonSyntaxException {
        Optional<JsonMember> member = find(name, JsonKind.ARRAY);
        List<JsonObject> objects = new ArrayList<>(2);
        if (member.isPresent()) {
            int close = member.get().valueEnd() - 1;
            JsonScanner scanner = new JsonScanner(text, close);
            int at = scanner.space(member.get().valueStart() + 1);
            while (at < close) {
                int next;
                if (text[at] == '{') {
                    JsonObject element = read(scanner, text, at);
                    objects.add(element);
                    next = element.end;
                } else {
                    next = scanner.value(at, 1);
                }
                at = scanner.space(scanner.space(next) + 1);
            }
        }
        return objects;
    }

    private Optional<JsonMember> find(String name, JsonKind kind) {
        return find(name).filter(member -> member.kind() == kind);
    }
}
