package io.meridian.base;

/** One member of an object by its offsets in the text: the name unescaped, quotes within the ranges; immutable. */
public record JsonMember(String name, int start, int valueStart, int valueEnd, JsonKind kind) {

    /** The length of the value in bytes as written. */
    public int valueLength() {
        return valueEnd - valueStart;
    }
}
