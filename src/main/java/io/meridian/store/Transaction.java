package io.meridian.store;

import org.jooq.DSLContext;

/** A running transaction, handed to stores so that their caller owns atomicity. Confined to its thread. */
public final class Transaction {
    private final DSLContext jooq;

    Transaction(DSLContext jooq) {
        this.jooq = jooq;
    }

    /** For stores only: whoever else holds a transaction passes it on. */
    public DSLContext jooq() {
        return jooq;
    }
}
