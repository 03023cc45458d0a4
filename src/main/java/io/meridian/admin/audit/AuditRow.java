package io.meridian.admin.audit;

/** A row of the audit log with its number and the seal that chains it to the row before. Immutable. */
record AuditRow(long seq, Entry entry, Seal seal) {
    Link link() {
        return new Link(seq, seal.mac());
    }

    byte[] canonical(Link previous) {
        return entry.canonical(previous, seq, seal.version(), seal.keyId());
    }
}
