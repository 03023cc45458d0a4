package io.meridian.spend;

import io.meridian.store.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.Set;

/** The days of the spend log, each a partition, made ahead or when a record needs it. For one thread. */
final class SpendPartitionStore {
    private static final int AHEAD = 3;
    private static final DateTimeFormatter SUFFIX = DateTimeFormatter.BASIC_ISO_DATE;
    /** What PostgreSQL says when somebody else makes the same table at the same moment. */
    private static final Set<String> EXISTS = Set.of("42P07", "23505", "42710");

    private final Database database;
    private final Set<LocalDate> known = new HashSet<>();

    SpendPartitionStore(Database database) {
        this.database = database;
    }

    void prepare(Instant now) throws SQLException {
        LocalDate today = day(now);
        for (int i = 0; i <= AHEAD; i++) {
            require(today.plusDays(i));
        }
    }

    void require(IngestBatch batch) throws SQLException {
        for (StagedCall staged : batch.calls()) {
            LocalDate day = day(staged.call().opened().startedAt());
            if (!known.contains(day)) {
                require(day);
            }
        }
    }

    /** Somebody dropped a partition: trust nothing. */
    void forget() {
        known.clear();
    }

    private void require(LocalDate day) throws SQLException {
        if (known.contains(day)) {
            return;
        }
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            database.begin(connection);
            statement.execute(("create table if not exists spend_log_p%s partition of spend_log"
                            + " for values from ('%s 00:00:00+00') to ('%s 00:00:00+00')")
                    .formatted(day.format(SUFFIX), day, day.plusDays(1)));
            connection.commit();
        } catch (SQLException failure) {
            if (!EXISTS.contains(failure.getSQLState())) {
                throw failure;
            }
        }
        known.add(day);
    }

    private static LocalDate day(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }
}
