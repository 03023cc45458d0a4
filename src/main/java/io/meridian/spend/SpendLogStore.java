package io.meridian.spend;

import io.meridian.api.Usage;
import io.meridian.store.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Brings batches of calls into PostgreSQL, each in one transaction: rows, totals, days and the position. */
final class SpendLogStore {
    private static final String COLUMNS = "journal_id, journal_segment, journal_offset, request_id, call_id, call_type,"
            + " api_key, key_alias, user_id, team_id, organization_id, project_id, end_user, agent_id, session_id,"
            + " requester_ip, request_tags, model, model_id, model_group, provider, api_base, status, spend_nano,"
            + " reserved_nano, prompt_tokens, completion_tokens, total_tokens, cached_prompt_tokens,"
            + " cache_creation_tokens, audio_prompt_tokens, reasoning_tokens, audio_completion_tokens,"
            + " usage_estimated, started_at, first_token_at, ended_at, metadata";

    /** Its number changes with its columns: a pooler may hand us a session of an older release. */
    private static final String STAGE = "spend_stage_1";

    private static final String CREATE_STAGE = "create temporary table if not exists " + STAGE
            + " (like spend_log, charge_scope text[], charge_id text[], charge_start timestamptz[])"
            + " on commit delete rows";
    private static final int COPY_PIECE = 60_000;

    private static final String COPY =
            "copy " + STAGE + " (" + COLUMNS + ", charge_scope, charge_id, charge_start) from stdin";

    /** What stays in the stage is what was really inserted, and what nobody wants to have as a row. */
    private static final String INSERT = "with inserted as (insert into spend_log (" + COLUMNS + ") select " + COLUMNS
            + " from " + STAGE + " s where %1$s on conflict do nothing returning journal_segment, journal_offset)"
            + " delete from " + STAGE + " s where %1$s and not exists (select from inserted i where"
            + " i.journal_segment = s.journal_segment and i.journal_offset = s.journal_offset)";

    // ordered by the primary key: two instances that meet in the same totals wait, they do not lock each other out
    private static final String ADD_TOTALS = "insert into spent (scope, id, period_start, amount_nano)"
            + " select c.scope, c.id, c.period_start, sum(s.spend_nano)::bigint from " + STAGE + " s,"
            + " unnest(s.charge_scope, s.charge_id, s.charge_start) as c (scope, id, period_start)"
            + " where s.spend_nano <> 0 group by 1, 2, 3 order by 1, 2, 3"
            + " on conflict (scope, id, period_start) do update"
            + " set amount_nano = spent.amount_nano + excluded.amount_nano";
    // an end user exists from the first call on; the one who is known already costs a look at an index
    private static final String ADD_CUSTOMERS = "insert into customer (user_id, created_at, updated_at)"
            + " select c.id, min(s.started_at), min(s.started_at) from " + STAGE + " s,"
            + " unnest(s.charge_scope, s.charge_id) as c (scope, id)"
            + " where c.scope = 'end_user' and not exists (select from customer k where k.user_id = c.id)"
            + " group by 1 order by 1 on conflict do nothing";
    private static final List<String> ADD_DAYS = DailySums.of(STAGE);

    private final Database database;
    private final String insert;

    SpendLogStore(Database database, WrittenCalls written) {
        this.database = database;
        this.insert = INSERT.formatted(written.condition());
    }

    /** How far this journal is in PostgreSQL. */
    Position position(UUID journal) throws SQLException {
        Position[] found = {Position.START};
        inTransaction(connection -> found[0] = position(connection, journal, ""));
        return found[0];
    }

    /** Books what of the batch is not booked yet. Whether it was applied or skipped, it is done when this returns. */
    void ingest(IngestBatch batch) throws SQLException {
        inTransaction(connection -> {
            List<StagedCall> fresh = fresh(connection, batch);
            if (!fresh.isEmpty()) {
                stage(connection, fresh);
                execute(connection, insert);
                execute(connection, ADD_TOTALS);
                execute(connection, ADD_CUSTOMERS);
                for (String addDays : ADD_DAYS) {
                    execute(connection, addDays);
                }
            }
            advance(connection, batch);
        });
    }

    /** Books the cost of a call whose row PostgreSQL refuses. */
    void chargeOnly(IngestBatch batch) throws SQLException {
        inTransaction(connection -> {
            for (StagedCall staged : fresh(connection, batch)) {
                for (Charge charge : staged.call().opened().charges()) {
                    add(connection, charge, staged.call().outcome().cost().nanos());
                }
            }
            advance(connection, batch);
        });
    }

    private interface Work {
        void run(Connection connection) throws SQLException;
    }

    private void inTransaction(Work work) throws SQLException {
        try (Connection connection = database.connection()) {
            try {
                database.begin(connection);
                work.run(connection);
                connection.commit();
            } catch (SQLException failure) {
                try {
                    connection.rollback();
                } catch (SQLException gone) {
                    failure.addSuppressed(gone);
                }
                throw failure;
            } finally {
                restore(connection);
            }
        }
    }

    private static void restore(Connection connection) {
        try {
            connection.setAutoCommit(true);
        } catch (SQLException gone) {
            // the pool finds out by itself
        }
    }

    /** Locks the journal's position, so that two who hold copies of one journal take turns, and drops what is done. */
    private static List<StagedCall> fresh(Connection connection, IngestBatch batch) throws SQLException {
        if (batch.end() == null) {
            return batch.calls();
        }
        try (PreparedStatement insert = connection.prepareStatement("insert into spend_ingest"
                + " (journal_id, journal_segment, journal_offset) values (?, 0, 0) on conflict do nothing")) {
            insert.setObject(1, batch.journal());
            insert.executeUpdate();
        }
        Position done = position(connection, batch.journal(), " for update");
        return batch.calls().stream()
                .filter(staged -> !staged.at().isBefore(done))
                .toList();
    }

    private static void advance(Connection connection, IngestBatch batch) throws SQLException {
        Position end = batch.end();
        if (end == null) {
            return;
        }
        try (PreparedStatement update = connection.prepareStatement("update spend_ingest set journal_segment = ?,"
                + " journal_offset = ?, ingested_at = clock_timestamp()"
                + " where journal_id = ? and (journal_segment, journal_offset) < (?, ?)")) {
            update.setLong(1, end.segment());
            update.setLong(2, end.offset());
            update.setObject(3, batch.journal());
            update.setLong(4, end.segment());
            update.setLong(5, end.offset());
            update.executeUpdate();
        }
    }

    private static Position position(Connection connection, UUID journal, String lock) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select journal_segment, journal_offset from spend_ingest where journal_id = ?" + lock)) {
            select.setObject(1, journal);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? new Position(row.getLong(1), row.getLong(2)) : Position.START;
            }
        }
    }

    private static void stage(Connection connection, List<StagedCall> calls) throws SQLException {
        execute(connection, CREATE_STAGE);
        CopyText rows = new CopyText();
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY);
        try {
            for (StagedCall staged : calls) {
                write(rows, staged);
                // piece by piece: one large array would be garbage the collector has to treat apart
                if (rows.length() >= COPY_PIECE) {
                    send(copy, rows);
                }
            }
            send(copy, rows);
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private static void send(CopyIn copy, CopyText rows) throws SQLException {
        byte[] piece = rows.take();
        copy.writeToCopy(piece, 0, piece.length);
    }

    private static void write(CopyText row, StagedCall staged) {
        OpenedCall opened = staged.call().opened();
        CallerFacts caller = opened.caller();
        TargetFacts target = staged.call().target();
        OutcomeFacts outcome = staged.call().outcome();
        row.text(staged.identity().journal().toString())
                .number(staged.identity().segment())
                .number(staged.identity().offset());
        row.text(outcome.requestId()).text(opened.callId()).text(opened.callType());
        row.text(caller.apiKey()).text(caller.keyAlias()).text(caller.userId()).text(caller.teamId());
        row.text(caller.organizationId())
                .text(caller.projectId())
                .text(caller.endUser())
                .text(caller.agentId());
        row.text(caller.sessionId()).text(caller.requesterIp()).array(caller.tags(), tag -> tag);
        row.text(target.model()).text(target.modelId()).text(target.modelGroup());
        row.text(target.provider()).text(target.apiBase()).text(outcome.status().column());
        row.number(outcome.cost().nanos()).number(opened.estimate().reserved().nanos());
        write(row, outcome.usage());
        row.flag(outcome.usageEstimated());
        row.instant(opened.startedAt()).instant(outcome.firstTokenAt()).instant(outcome.endedAt());
        row.text(outcome.metadata());
        row.array(opened.charges(), Charge::scope).array(opened.charges(), Charge::id);
        row.array(opened.charges(), charge -> charge.periodStart().toString());
        row.endRow();
    }

    private static void write(CopyText row, Usage usage) {
        row.number(usage.promptTokens()).number(usage.completionTokens()).number(usage.totalTokens());
        row.number(usage.cachedPromptTokens()).number(usage.cacheCreationTokens());
        row.number(usage.audioPromptTokens()).number(usage.reasoningTokens()).number(usage.audioCompletionTokens());
    }

    private static void add(Connection connection, Charge charge, long nanos) throws SQLException {
        try (PreparedStatement add = connection.prepareStatement("insert into spent (scope, id, period_start,"
                + " amount_nano) values (?, ?, ?::timestamptz, ?) on conflict (scope, id, period_start) do update"
                + " set amount_nano = spent.amount_nano + excluded.amount_nano")) {
            add.setString(1, charge.scope());
            add.setString(2, charge.id());
            add.setString(3, charge.periodStart().toString());
            add.setLong(4, nanos);
            add.executeUpdate();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
