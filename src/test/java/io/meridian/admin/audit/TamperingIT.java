package io.meridian.admin.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.admin.audit.Fault.Part;
import io.meridian.admin.audit.Fault.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever changes the audit log in the database is found out. Ten rows, with heads signed of the fifth and tenth. */
class TamperingIT {
    private static AuditStage stage;

    @BeforeAll
    static void open() {
        stage = new AuditStage();
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @BeforeEach
    void write() {
        stage.empty();
        stage.write(5);
        assertThat(stage.signer(AuditStage.SALT).signRest()).isTrue();
        stage.write(5);
        assertThat(stage.signer(AuditStage.SALT).signRest()).isTrue();
    }

    @Test
    void whatNobodyTouchedIsIntact() {
        Verdict verdict = stage.verify();
        assertThat(verdict.status()).isEqualTo("intact");
        assertThat(verdict.rows()).isEqualTo(10);
        assertThat(verdict.fault()).isEmpty();
        assertThat(verdict.head().map(Head::link).map(Link::seq)).contains(10L);
    }

    /** Every column there is, also one that is added some day. */
    @ParameterizedTest
    @ValueSource(strings = {"audit_log", "audit_head"})
    void aChangeOfAnyColumnIsFound(String table) {
        List<Map<String, String>> columns = columns(table);
        assertThat(columns).hasSizeGreaterThan(5);
        for (Map<String, String> column : columns) {
            write();
            String name = String.valueOf(column.get("column_name"));
            assertThat(stage.sql.execute("update %s set %s = %s where seq = 5"
                            .formatted(table, name, altered(name, String.valueOf(column.get("data_type"))))))
                    .isEqualTo(1);
            Verdict verdict = stage.verify();
            assertThat(verdict.status()).as(name).isEqualTo("broken");
            assertThat(verdict.fault().map(Fault::reason))
                    .as(name)
                    .contains(
                            name.equals("key_id")
                                    ? Reason.UNKNOWN_KEY
                                    : table.equals("audit_log") && name.equals("seq")
                                            ? Reason.REMOVED
                                            : Reason.ALTERED);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "update audit_log set before_value = null where seq = 4|ROW|4|ALTERED",
                "update audit_log set before_value = '{\"rpm_limit\": 1}' where seq = 4|ROW|4|ALTERED",
                "update audit_log set updated_at = updated_at + interval '1 microsecond' where seq = 1|ROW|1|ALTERED",
                "update audit_log set key_id = 'unkeyed' where seq = 4|ROW|4|ALTERED",
                "update audit_log set before_value = updated_values, updated_values = before_value where seq = 4"
                        + "|ROW|4|ALTERED",
                "delete from audit_log where seq = 1|ROW|1|REMOVED",
                "delete from audit_log where seq = 4|ROW|4|REMOVED",
                "delete from audit_log where seq in (4, 5, 6)|ROW|4|REMOVED",
                "delete from audit_log where seq >= 8|ROW|8|CUT_OFF",
                "delete from audit_log where seq = 10|ROW|10|CUT_OFF",
                "delete from audit_log|ROW|1|CUT_OFF",
                "delete from audit_log where seq = 4; update audit_log set seq = 1 - seq where seq > 4;"
                        + " update audit_log set seq = -seq where seq < 0|ROW|4|ALTERED",
                "update audit_log set seq = -3 where seq = 3; update audit_log set seq = 3 where seq = 4;"
                        + " update audit_log set seq = 4 where seq = -3|ROW|3|ALTERED",
                "insert into audit_log select 11, gen_random_uuid(), updated_at, changed_by, changed_by_api_key,"
                        + " action, table_name, object_id, before_value, updated_values, version, key_id, mac from"
                        + " audit_log where seq = 10|ROW|11|ALTERED",
                "insert into audit_log select -7, gen_random_uuid(), updated_at, changed_by, changed_by_api_key,"
                        + " action, table_name, object_id, before_value, updated_values, version, key_id, mac from"
                        + " audit_log where seq = 10|ROW|-7|ALTERED",
                "insert into audit_log select 50, gen_random_uuid(), updated_at, changed_by, changed_by_api_key,"
                        + " action, table_name, object_id, before_value, updated_values, version, key_id, mac from"
                        + " audit_log where seq = 10|ROW|11|REMOVED",
                "update audit_head set seq = 12 where seq = 10|HEAD|12|ALTERED",
                "update audit_head set mac = (select mac from audit_log where seq = 9) where seq = 10|HEAD|10|ALTERED",
                "insert into audit_checkpoint select seq, mac, updated_at, 3, version, key_id, mac from audit_log"
                        + " where seq = 3; delete from audit_log where seq <= 3|CHECKPOINT|3|ALTERED",
                // a signature of ours, but of something else
                "insert into audit_checkpoint select seq, mac, signed_at, 5, version, key_id, signature from audit_head"
                        + " where seq = 5; delete from audit_log where seq <= 5|CHECKPOINT|5|ALTERED"
            })
    void tamperingIsFoundWhereItBegins(String sql, Part part, long seq, Reason reason) {
        stage.sql.execute(sql);
        Verdict verdict = stage.verify();
        assertThat(verdict.status()).isEqualTo("broken");
        Fault fault = verdict.fault().orElseThrow();
        assertThat(fault).isEqualTo(new Fault(part, seq, fault.id(), reason));
    }

    @Test
    void aTrailThatWasCutOffAndGrewAgainIsFound() {
        stage.sql.execute("delete from audit_log where seq >= 8");
        stage.write(5);
        assertThat(stage.sql.number("select max(seq) from audit_log")).isEqualTo(12);
        assertThat(stage.verify().fault()).contains(new Fault(Part.ROW, 10, Optional.empty(), Reason.CUT_OFF));
        // and a new head does not heal it
        stage.signer(AuditStage.SALT).signRest();
        assertThat(stage.verify().status()).isEqualTo("broken");
    }

    @Test
    void aHeadThatWasLoggedFindsWhatTheTablesHaveForgotten() {
        Link tenth = stage.verify().head().orElseThrow().link();
        assertThat(compare(tenth)).isEmpty();
        assertThat(compare(new Link(10, "0".repeat(64)))).contains(Reason.CUT_OFF);
        stage.sql.execute("delete from audit_log where seq >= 8; delete from audit_head where seq > 5");
        assertThat(stage.verify().status()).isEqualTo("intact");
        assertThat(compare(tenth)).contains(Reason.CUT_OFF);
        stage.write(5);
        assertThat(stage.verify().status()).isEqualTo("intact");
        assertThat(compare(tenth)).contains(Reason.CUT_OFF);
    }

    private static Optional<Reason> compare(Link remembered) {
        return new Verification(stage.database, stage.store, AuditStage.keys(AuditStage.SALT))
                .run(Optional.of(remembered))
                .fault()
                .map(Fault::reason);
    }

    private static List<Map<String, String>> columns(String table) {
        return stage.sql.query("select column_name, data_type from information_schema.columns"
                + " where table_schema = 'meridian' and table_name = '" + table + "'");
    }

    static String altered(String column, String type) {
        return switch (type) {
            case "uuid" -> "gen_random_uuid()";
            case "timestamp with time zone" -> column + " + interval '1 microsecond'";
            case "bigint" -> column + " + 100";
            case "smallint" -> column + " + 1";
            case "text" -> "coalesce(" + column + ", '') || ' '";
            default -> throw new IllegalArgumentException(type);
        };
    }
}
