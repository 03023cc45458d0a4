package io.meridian.admin.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.admin.audit.Fault.Part;
import io.meridian.admin.audit.Fault.Reason;
import io.meridian.base.GatewayException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The beginning of the trail goes, and what is left can still be verified. */
class PruningIT {
    private static final Duration MONTH = Duration.ofDays(30);
    private static final Duration OLDER = Duration.ofDays(40);

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
    void empty() {
        stage.empty();
    }

    @Test
    void oldRowsGoAndTheRestIsIntact() {
        stage.writeOld(5, OLDER);
        stage.signer(AuditStage.SALT).signRest();
        stage.write(3);
        stage.signer(AuditStage.SALT).signRest();
        assertThat(stage.pruning().prune(MONTH)).isEqualTo(5);
        assertThat(stage.pruning().prune(MONTH)).isZero();
        assertThat(stage.sql.number("select min(seq) from audit_log")).isEqualTo(6);
        stage.write(2);
        Verdict verdict = stage.verify();
        assertThat(verdict.status()).isEqualTo("intact");
        assertThat(verdict.rows()).isEqualTo(5);
        assertThat(verdict.checkpoint().map(found -> found.link().seq())).contains(5L);
        assertThat(verdict.checkpoint().map(Checkpoint::rows)).contains(5L);
    }

    @Test
    void aYoungRowKeepsOldOnesBehindIt() {
        stage.writeOld(2, OLDER);
        stage.write(1);
        stage.writeOld(2, OLDER);
        assertThat(stage.pruning().prune(MONTH)).isEqualTo(2);
        assertThat(stage.verify().status()).isEqualTo("intact");
    }

    @Test
    void moreThanOneBatchGoesAtOnceAndTheCountIsOfAll() {
        stage.writeOld(450, OLDER);
        assertThat(stage.pruning().prune(MONTH)).isEqualTo(450);
        assertThat(stage.sql.number("select count(*) from audit_log")).isZero();
        assertThat(stage.verify().status()).isEqualTo("intact");
        stage.writeOld(1, OLDER);
        assertThat(stage.sql.number("select max(seq) from audit_log")).isEqualTo(451);
        assertThat(stage.pruning().prune(MONTH)).isEqualTo(1);
        assertThat(stage.verify().checkpoint().map(Checkpoint::rows)).contains(451L);
        assertThat(stage.sql.number("select count(*) from audit_checkpoint")).isEqualTo(1);
    }

    @Test
    void evidenceIsNotPruned() {
        stage.writeOld(5, OLDER);
        stage.sql.execute("update audit_log set changed_by = 'eve' where seq = 3");
        assertThat(stage.pruning().prune(MONTH)).isZero();
        assertThat(stage.sql.number("select count(*) from audit_log")).isEqualTo(5);
    }

    @Test
    void aTrailThatWasCutOffAndGrewAgainIsNotPruned() {
        stage.writeOld(5, OLDER);
        stage.signer(AuditStage.SALT).signRest();
        stage.sql.execute("delete from audit_log where seq > 3");
        stage.writeOld(5, OLDER);
        assertThat(stage.pruning().prune(MONTH)).isZero();
    }

    @Test
    void aChangeOfAnyColumnOfTheCheckpointIsFound() {
        for (Map<String, String> column : stage.sql.query("select column_name, data_type from"
                + " information_schema.columns where table_schema = 'meridian' and table_name = 'audit_checkpoint'")) {
            stage.empty();
            stage.writeOld(3, OLDER);
            stage.write(2);
            assertThat(stage.pruning().prune(MONTH)).isEqualTo(3);
            String name = String.valueOf(column.get("column_name"));
            String altered = TamperingIT.altered(name, String.valueOf(column.get("data_type")));
            stage.sql.execute("update audit_checkpoint set " + name + " = " + altered);
            Fault fault = stage.verify().fault().orElseThrow();
            assertThat(fault.part()).as(name).isEqualTo(Part.CHECKPOINT);
            assertThat(fault.reason()).isEqualTo(name.equals("key_id") ? Reason.UNKNOWN_KEY : Reason.ALTERED);
        }
    }

    @Test
    void withoutItsCheckpointTheTrailHasNoBeginning() {
        stage.writeOld(3, OLDER);
        stage.write(2);
        stage.pruning().prune(MONTH);
        stage.sql.execute("delete from audit_checkpoint");
        assertThat(stage.verify().fault()).contains(new Fault(Part.ROW, 1, Optional.empty(), Reason.REMOVED));
    }

    @Test
    void anOlderCheckpointDoesNotFit() {
        stage.writeOld(3, OLDER);
        stage.pruning().prune(MONTH);
        stage.sql.execute("create table kept as select * from audit_checkpoint");
        try {
            stage.writeOld(3, OLDER);
            stage.write(1);
            stage.pruning().prune(MONTH);
            stage.sql.execute("delete from audit_checkpoint; insert into audit_checkpoint select * from kept");
            assertThat(stage.verify().fault()).contains(new Fault(Part.ROW, 4, Optional.empty(), Reason.REMOVED));
        } finally {
            stage.sql.execute("drop table kept");
        }
    }

    @Test
    void aHeadOfBeforeCannotBeComparedAnyMore() {
        stage.writeOld(3, OLDER);
        Link second = new Link(2, "0".repeat(64));
        stage.pruning().prune(MONTH);
        Verification verification = new Verification(stage.database, stage.store, AuditStage.keys(AuditStage.SALT));
        assertThatThrownBy(() -> verification.run(Optional.of(second))).isInstanceOf(GatewayException.BadRequest.class);
        Link third = stage.verify().checkpoint().orElseThrow().link();
        assertThat(verification.run(Optional.of(third)).status()).isEqualTo("intact");
    }

    @Test
    void nothingIsPrunedUnderAVerification() {
        stage.writeOld(3, OLDER);
        stage.database.transact(transaction -> {
            stage.store.keepFromPruning(transaction);
            assertThat(stage.pruning().prune(MONTH)).isZero();
        });
        assertThat(stage.pruning().prune(MONTH)).isEqualTo(3);
    }
}
