package io.meridian.admin.moving;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.moving.MarkStore.Mark;
import io.meridian.base.GatewayException;
import io.meridian.base.Usd;
import io.meridian.store.ConflictException;
import io.meridian.store.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves one kind of object after the other, in transactions of so many rows that others can work beside it and that
 * little is lost with one. Used by one thread.
 */
final class Mover {
    private static final Logger LOG = LoggerFactory.getLogger(Mover.class);
    private static final int BATCH = 200;

    private final Surroundings surroundings;
    private final MarkStore marks;
    private final boolean dry;

    /** {@code dry}: says what would be done and does nothing of it. */
    Mover(Surroundings surroundings, MarkStore marks, boolean dry) {
        this.surroundings = surroundings;
        this.marks = marks;
        this.dry = dry;
    }

    <T> Tally move(Goods<T> goods) {
        Tally tally = new Tally();
        if (surroundings.source().has(goods.table())) {
            surroundings.source().read(goods.query(), BATCH, rows -> tally.add(moveBatch(goods, rows)));
        }
        return tally;
    }

    /** All of them in one transaction; if PostgreSQL refuses one, each in its own, so that only that one is missing. */
    private <T> Tally moveBatch(Goods<T> goods, List<ObjectNode> rows) {
        try {
            return moveTogether(goods, rows);
        } catch (MovingFailure failure) {
            throw failure;
        } catch (GatewayException.NoDatabase away) {
            throw failed(away);
        } catch (RuntimeException refused) {
            Tally tally = new Tally();
            rows.forEach(row -> tally.add(moveAlone(goods, row)));
            return tally;
        }
    }

    private <T> Tally moveAlone(Goods<T> goods, ObjectNode row) {
        try {
            return moveTogether(goods, List.of(row));
        } catch (MovingFailure failure) {
            throw failure;
        } catch (GatewayException.NoDatabase away) {
            throw failed(away);
        } catch (RuntimeException refused) {
            LOG.warn("A row was refused.", refused);
            Tally tally = new Tally();
            tally.count(Outcome.REFUSED);
            String reason = refused instanceof ConflictException
                    ? "it contradicts what is here"
                    : "PostgreSQL refuses it, as the log says";
            tally.remark("not taken, for " + reason, goods.kind().label(row));
            return tally;
        }
    }

    private static MovingFailure failed(GatewayException.NoDatabase failure) {
        return new MovingFailure(failure.getMessage() + " Run the import again: it goes on where it ended.", failure);
    }

    private <T> Tally moveTogether(Goods<T> goods, List<ObjectNode> rows) {
        return surroundings.here().inTransaction(transaction -> {
            Tally tally = new Tally();
            List<Arrival<T>> arrivals = new ArrayList<>();
            rows.forEach(row -> read(goods, transaction, row, tally).ifPresent(arrivals::add));
            Map<String, Mark> known = new HashMap<>(marks.find(
                    transaction,
                    goods.kind(),
                    arrivals.stream().map(Arrival::id).toList()));
            arrivals.forEach(arrival -> {
                Outcome outcome = new Placing<>(goods, transaction).place(arrival, known.get(arrival.id()));
                tally.count(outcome);
                if (outcome.isHere()) {
                    surroundings.presence().add(goods.kind(), arrival.id());
                }
                if (outcome == Outcome.KEPT || outcome == Outcome.OWN || outcome == Outcome.GONE) {
                    tally.remark(outcome.words(), arrival.label());
                } else {
                    arrival.row().remarks().forEach(remark -> tally.remark(remark, arrival.label()));
                }
            });
            return tally;
        });
    }

    private <T> Optional<Arrival<T>> read(Goods<T> goods, Transaction transaction, ObjectNode values, Tally tally) {
        SourceRow row = surroundings.row(values);
        try {
            T thing = goods.read(transaction, row);
            return Optional.of(new Arrival<>(goods.id(thing), goods.kind().label(values), thing, row));
        } catch (NotTaken reason) {
            tally.count(Outcome.REFUSED);
            tally.remark("not taken, for " + reason.reason(), goods.kind().label(values));
            return Optional.empty();
        }
    }

    /** Something of theirs as it would be here. */
    private record Arrival<T>(String id, String label, T thing, SourceRow row) {}

    /** Puts things where they belong, in one transaction. */
    private final class Placing<T> {
        private final Goods<T> goods;
        private final Transaction transaction;

        Placing(Goods<T> goods, Transaction transaction) {
            this.goods = goods;
            this.transaction = transaction;
        }

        Outcome place(Arrival<T> arrival, @Nullable Mark mark) {
            Optional<T> here = goods.find(transaction, arrival.thing());
            String digest = arrival.row().digest();
            Outcome outcome = judge(here, digest, mark);
            if (dry || !outcome.isHere() || outcome == Outcome.OWN) {
                return outcome;
            }
            if (outcome == Outcome.NEW) {
                goods.create(transaction, arrival.thing());
            } else if (outcome == Outcome.CHANGED) {
                goods.update(transaction, arrival.thing());
            }
            T now = goods.find(transaction, arrival.thing()).orElseThrow();
            Mark reached = outcome == Outcome.NEW || outcome == Outcome.CHANGED || mark == null
                    ? writtenMark(digest, goods.changedAt(now), mark)
                    : mark;
            Mark booked = book(arrival, now, reached);
            if (!booked.equals(mark)) {
                marks.put(transaction, goods.kind(), arrival.id(), booked);
            }
            return outcome;
        }

        private Mark writtenMark(String digest, Instant writtenAt, @Nullable Mark before) {
            return before == null ? new Mark(digest, writtenAt, Usd.ZERO, null) : before.of(digest, writtenAt);
        }

        /** Both sides may have been changed since the last import; what somebody decided here stands. */
        private Outcome judge(Optional<T> here, String digest, @Nullable Mark mark) {
            if (here.isEmpty()) {
                return mark == null ? Outcome.NEW : Outcome.GONE;
            }
            if (mark == null) {
                return Outcome.OWN;
            }
            if (mark.digest().equals(digest)) {
                return Outcome.UNCHANGED;
            }
            return mark.writtenAt().equals(goods.changedAt(here.get())) ? Outcome.CHANGED : Outcome.KEPT;
        }

        /** Adds what was spent there since the last import to the period that runs here. */
        private Mark book(Arrival<T> arrival, T here, Mark mark) {
            Usd spent = arrival.row().spend();
            String period = arrival.row().spendPeriod();
            boolean samePeriod = Objects.equals(period, mark.spendPeriod());
            Usd before = samePeriod ? mark.spent() : Usd.ZERO;
            Optional<Goods.Total> total = goods.total(here);
            if (total.isEmpty() || spent.compareTo(before) <= 0) {
                return mark;
            }
            marks.book(transaction, total.get(), spent.minus(before));
            return new Mark(mark.digest(), mark.writtenAt(), spent, period);
        }
    }
}
