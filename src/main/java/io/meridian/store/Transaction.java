package io.meridian.store;

import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;

/** A running transaction, handed to stores so that their caller owns atomicity. Confined to its thread. */
public final class Transaction {
    private final DSLContext jooq;
    private final List<Runnable> lastWork = new ArrayList<>();

    Transaction(DSLContext jooq) {
        this.jooq = jooq;
    }

    /** For stores only: whoever else holds a transaction passes it on. */
    public DSLContext jooq() {
        return jooq;
    }

    /**
     * Does something when all else is done, just before the commit, in the order given. That is where a lock belongs
     * that all transactions take: whoever holds it waits for no row any more.
     */
    public void last(Runnable work) {
        lastWork.add(work);
    }

    void finish() {
        lastWork.forEach(Runnable::run);
    }
}
