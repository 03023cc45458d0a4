package io.meridian.admin.moving;

import io.meridian.store.Transaction;
import java.time.Instant;
import java.util.Optional;

/**
 * One kind of object that is moved: how a row of theirs becomes one of ours, and where that is kept.
 *
 * @param <T> what it is here
 */
interface Goods<T> {
    Kind kind();

    /** The table of theirs without which there is nothing to move. */
    String table();

    /** Rows of theirs, each as one JSON object. */
    String query();

    /** What the row is here. It may read in the transaction, and notes in the row what was not as it should be. */
    T read(Transaction transaction, SourceRow row) throws NotTaken;

    /** What marks and references call it. */
    String id(T thing);

    /** The one of the same id that is here, locked. */
    Optional<T> find(Transaction transaction, T thing);

    /** When it was changed last. */
    Instant changedAt(T here);

    void create(Transaction transaction, T thing);

    void update(Transaction transaction, T thing);

    /** Where it books what is spent now; nothing for what spends nothing. */
    default Optional<Total> total(T here) {
        return Optional.empty();
    }

    /** A total of spend. */
    record Total(String scope, String id, Instant periodStart) {}
}
