package io.meridian.admin.audit;

import java.time.Instant;

/** The end of the trail as it was signed. Immutable. */
record Head(Link link, Instant signedAt, Seal seal) {
    static Head sign(Link link, Instant now, MacKey key) {
        return new Head(link, now, Seal.of(canonical(link, now, Seal.VERSION, key.id()), key));
    }

    byte[] canonical() {
        return canonical(link, signedAt, seal.version(), seal.keyId());
    }

    private static byte[] canonical(Link link, Instant signedAt, int version, String keyId) {
        return new Canonical("meridian audit head", version)
                .text(keyId)
                .number(link.seq())
                .text(link.mac())
                .moment(signedAt)
                .bytes();
    }
}
