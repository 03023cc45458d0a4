package io.meridian.spend;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Gets one batch into PostgreSQL, whatever is in it: conflicts are tried again, what is refused is set apart. */
final class Ingestion implements UnreadableRecords {
    private static final int ATTEMPTS = 20;

    private enum Failure {
        /** Two transactions met; the next attempt will do. */
        CONFLICT,
        /** A day has no partition any more. */
        PARTITION,
        /** Some record of the batch cannot become a row. */
        DATA,
        /** PostgreSQL is away, full or broken: nothing about the batch is wrong. */
        ELSEWHERE
    }

    private final SpendLogStore log;
    private final SpendPartitionStore partitions;
    private final RejectedCalls rejected;
    private final Counter rows;
    private final Counter rejections;

    Ingestion(SpendLogStore log, SpendPartitionStore partitions, RejectedCalls rejected, MetricRegistry metrics) {
        this.log = log;
        this.partitions = partitions;
        this.rejected = rejected;
        this.rows = metrics.counter("spend.ingest.rows");
        this.rejections = metrics.counter("spend.ingest.rejected");
    }

    void prepare(Instant now) throws SQLException {
        partitions.prepare(now);
    }

    /** Returns when the batch is booked; throws when PostgreSQL cannot book anything at the moment. */
    void ingest(IngestBatch batch) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                partitions.require(batch);
                log.ingest(batch);
                rows.inc(batch.calls().size());
                return;
            } catch (SQLException failure) {
                Failure kind = kind(failure);
                if (kind == Failure.DATA) {
                    divide(batch, failure);
                    return;
                }
                if (kind == Failure.ELSEWHERE || attempt == ATTEMPTS) {
                    throw failure;
                }
                if (kind == Failure.PARTITION) {
                    partitions.forget();
                }
                pause(attempt);
            }
        }
    }

    @Override
    public void keep(CallIdentity call, byte[] payload, RuntimeException why) {
        rejected.addUnreadable(call, payload, why);
        rejections.inc();
    }

    private void divide(IngestBatch batch, SQLException failure) throws SQLException {
        if (batch.calls().size() > 1) {
            ingest(batch.firstHalf());
            ingest(batch.secondHalf());
            return;
        }
        rejected.add(batch.calls().getFirst(), failure);
        log.chargeOnly(batch);
        rejections.inc();
    }

    private static void pause(int attempt) {
        long most = TimeUnit.MILLISECONDS.toNanos(10L << Math.min(attempt, 6));
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(most));
    }

    private static Failure kind(SQLException failure) {
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        if (state.equals("40001") || state.equals("40P01")) {
            return Failure.CONFLICT;
        }
        if (state.equals("23514") && String.valueOf(failure.getMessage()).contains("partition")) {
            return Failure.PARTITION;
        }
        return state.startsWith("22") || state.startsWith("23") ? Failure.DATA : Failure.ELSEWHERE;
    }
}
