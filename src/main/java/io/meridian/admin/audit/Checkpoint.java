package io.meridian.admin.audit;

import java.time.Instant;

/** The last row that was pruned, and how many ever were, as it was signed. Immutable. */
record Checkpoint(Link link, Instant prunedAt, long rows, Seal seal) {
    static Checkpoint sign(Link link, Instant now, long rows, MacKey key) {
        return new Checkpoint(link, now, rows, Seal.of(canonical(link, now, rows, Seal.VERSION, key.id()), key));
    }

    byte[] canonical() {
        return canonical(link, prunedAt, rows, seal.version(), seal.keyId());
    }

    private static byte[] canonical(Link link, Instant prunedAt, long rows, int version, String keyId) {
        return new Canonical("meridian audit checkpoint", version)
                .text(keyId)
                .number(link.seq())
                .text(link.mac())
                .moment(prunedAt)
                .number(rows)
                .bytes();
    }
}
