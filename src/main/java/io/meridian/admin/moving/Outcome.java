package io.meridian.admin.moving;

/** What became of an object of theirs. */
enum Outcome {
    NEW("new", true),
    CHANGED("changed", true),
    UNCHANGED("as before", true),
    /** Both sides have changed it since the last import: ours stands. */
    KEPT("changed here and left alone", true),
    OWN("made here and left alone", true),
    GONE("deleted or replaced here and left out", false),
    REFUSED("not taken", false);

    private final String words;
    private final boolean here;

    Outcome(String words, boolean here) {
        this.words = words;
        this.here = here;
    }

    String words() {
        return words;
    }

    /** Whether others can refer to it. */
    boolean isHere() {
        return here;
    }
}
