package io.meridian.spend;

/** What becomes of records that arrived as they were written and still cannot be understood. */
@FunctionalInterface
interface UnreadableRecords {
    /** Keeps it, or throws: what is not kept anywhere must stay in the journal. */
    void keep(CallIdentity call, byte[] payload, RuntimeException why);
}
