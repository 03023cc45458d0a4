package io.meridian.admin.audit;

/** The MAC of something, under which key, and over which version of its canonical form. Immutable. */
record Seal(int version, String keyId, String mac) {
    /** What is written today. */
    static final int VERSION = 1;

    static Seal of(byte[] content, MacKey key) {
        return new Seal(VERSION, key.id(), key.mac(content));
    }
}
