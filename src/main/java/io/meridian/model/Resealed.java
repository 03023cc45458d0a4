package io.meridian.model;

import java.util.ArrayList;
import java.util.List;

/**
 * How far a re-sealing has come. Immutable.
 *
 * @param table the number of the table that is next
 * @param after the last row of it that is done, empty before the first
 * @param unreadable the ids of rows that no configured salt key opens
 */
public record Resealed(int table, String after, long rows, long renewed, List<String> unreadable) {
    static final Resealed START = new Resealed(0, "", 0, 0, List.of());

    /** What was done with a row. */
    enum Outcome {
        CURRENT,
        RENEWED,
        UNREADABLE
    }

    public Resealed {
        unreadable = List.copyOf(unreadable);
    }

    boolean isComplete() {
        return table >= SealedRowStore.tables();
    }

    Resealed nextTable() {
        return new Resealed(table + 1, "", rows, renewed, unreadable);
    }

    Resealed plus(String row, Outcome outcome) {
        List<String> closed = new ArrayList<>(unreadable);
        if (outcome == Outcome.UNREADABLE) {
            closed.add(row);
        }
        return new Resealed(table, row, rows + 1, renewed + (outcome == Outcome.RENEWED ? 1 : 0), closed);
    }
}
