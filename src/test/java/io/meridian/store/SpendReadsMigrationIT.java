package io.meridian.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.meridian.testing.TestDatabase;
import org.flywaydb.core.Flyway;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;

/** What was spent before reports could be read is in the reports. */
class SpendReadsMigrationIT {
    private static final String ROW = """
        insert into spend_log (journal_id, journal_segment, journal_offset, request_id, call_id, call_type, api_key,
          end_user, model, status, spend_nano, reserved_nano, prompt_tokens, completion_tokens, total_tokens,
          cached_prompt_tokens, cache_creation_tokens, audio_prompt_tokens, reasoning_tokens, audio_completion_tokens,
          usage_estimated, started_at, ended_at)
        select gen_random_uuid(), 1, n, 'r', 'c', 'acompletion', 'k', %s, 'm', 'success', 5, 0, 1, 2, 3, 0, 0, 0, 0, 0,
          false, '2026-11-20 12:00:00+00', '2026-11-20 12:00:01+00' from generate_series(1, %d) n
        """;

    @Test
    void thePastIsBroughtAlong() {
        DatabaseSettings settings = new TestDatabase().settings("meridian");
        Flyway.configure()
                .dataSource(settings.url(), settings.user(), settings.password().reveal())
                .schemas(settings.schema())
                .locations("classpath:io/meridian/sql")
                .target("003")
                .load()
                .migrate();
        try (Database database = Database.open(settings, new MetricRegistry())) {
            database.query(SpendReadsMigrationIT::plant);
            Migrations.migrate(settings);
            assertThat(database.<Long>query(jooq -> number(jooq, "select sum(spend_nano) from spend_activity")))
                    .isEqualTo(40);
            assertThat(database.<Long>query(jooq ->
                            number(jooq, "select count(*) from spend_activity where call_type = 'acompletion'")))
                    .isEqualTo(1);
            assertThat(database.<Long>query(jooq -> number(
                            jooq,
                            "select sum(spend_nano) from spend_activity_end_user where end_user = 'eve'"
                                    + " and requests = 2")))
                    .isEqualTo(10);
            assertThat(database.<Long>query(jooq -> number(jooq, "select count(*) from spend_activity_end_user")))
                    .isEqualTo(1);
        }
    }

    private static int plant(DSLContext jooq) {
        jooq.execute("create table spend_log_p20261120 partition of spend_log for values"
                + " from ('2026-11-20 00:00:00+00') to ('2026-11-21 00:00:00+00')");
        jooq.execute(ROW.formatted("'eve'", 2));
        jooq.execute(ROW.formatted("null", 3));
        jooq.execute(ROW.formatted("''", 3));
        return jooq.execute(
                "insert into spend_daily values ('2026-11-20', 'k', '', '', '', 'm', '', '', 40, 8, 16, 0, 0,"
                        + " 8, 8, 0, 0)");
    }

    private static Long number(DSLContext jooq, String sql) {
        return jooq.fetchSingle(sql).get(0, Long.class);
    }
}
