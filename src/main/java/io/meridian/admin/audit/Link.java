package io.meridian.admin.audit;

/** A place in the chain: a row's number and its MAC, on which the next row's is built. Immutable. */
record Link(long seq, String mac) {
    /** Before the first row. */
    static final Link START = new Link(0, "");
}
