package io.meridian.admin.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.admin.audit.Fault.Part;
import io.meridian.admin.audit.Fault.Reason;
import io.meridian.base.GatewayException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How rows and heads are written, by many at once, under changing keys, and when something goes wrong. */
class ChainIT {
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
    void writersAtOnceKeepOneChainInTheOrderOfTheChangeLog() throws InterruptedException {
        AuditTrail trail = stage.trail(AuditStage.SALT);
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String name = "writer-" + i + "-";
            writers.add(Thread.ofVirtual().start(() -> {
                for (int j = 0; j < 20; j++) {
                    stage.write(trail, name + j);
                }
            }));
        }
        for (Thread writer : writers) {
            writer.join();
        }
        assertThat(stage.verify().rows()).isEqualTo(160);
        assertThat(stage.verify().status()).isEqualTo("intact");
        assertThat(stage.sql.query("select object_id as id from audit_log order by seq"))
                .isEqualTo(stage.sql.query("select id from change_log order by seq"));
    }

    @Test
    void whatIsRolledBackLeavesNoRowAndNoGap() {
        AuditTrail trail = stage.trail(AuditStage.SALT);
        stage.write(trail, "first");
        assertThatThrownBy(() -> stage.database.transact(transaction -> {
                    trail.note(transaction, AuditStage.ACTOR, AuditStage.deed("undone"));
                    // after the row was written
                    transaction.last(() -> {
                        throw new IllegalStateException("on purpose");
                    });
                }))
                .isInstanceOf(IllegalStateException.class);
        stage.write(trail, "second");
        assertThat(stage.sql
                        .query("select seq, object_id from audit_log order by seq")
                        .toString())
                .contains("seq=2")
                .contains("second")
                .doesNotContain("undone")
                .doesNotContain("seq=3");
        assertThat(stage.verify().status()).isEqualTo("intact");
    }

    @Test
    void severalRowsOfOneTransactionFollowEachOther() {
        AuditTrail trail = stage.trail(AuditStage.SALT);
        stage.database.transact(transaction -> {
            trail.note(transaction, AuditStage.ACTOR, AuditStage.deed("one"));
            trail.note(transaction, AuditStage.ACTOR, AuditStage.deed("two"));
        });
        assertThat(stage.verify().rows()).isEqualTo(2);
    }

    @Test
    void aWriteThatCannotBeWrittenDownIsUndone() {
        stage.sql.execute("alter table audit_log rename to gone");
        try {
            assertThatThrownBy(() -> stage.write(stage.trail(AuditStage.SALT), "refused"))
                    .isInstanceOf(GatewayException.Unavailable.class);
            assertThat(stage.sql.number("select count(*) from change_log")).isZero();
            stage.write(stage.trail(true, false, AuditStage.SALT), "accepted all the same");
            assertThat(stage.sql.number("select count(*) from change_log")).isEqualTo(1);
        } finally {
            stage.sql.execute("alter table gone rename to audit_log");
        }
    }

    @Test
    void aTrailThatIsSwitchedOffWritesNothing() {
        stage.write(stage.trail(false, true, AuditStage.SALT), "unseen");
        assertThat(stage.sql.number("select count(*) from audit_log")).isZero();
        assertThat(stage.sql.number("select count(*) from change_log")).isEqualTo(1);
    }

    @Test
    void aNewSaltContinuesTheChainOfTheOldOne() {
        stage.write(stage.trail("old"), "before");
        stage.signer("old").signRest();
        stage.write(stage.trail("new", "old"), "after");
        stage.signer("new", "old").signRest();
        assertThat(stage.sql.number("select count(distinct key_id) from audit_log"))
                .isEqualTo(2);
        assertThat(stage.verify("new", "old").status()).isEqualTo("intact");
        assertThat(stage.verify("new", "other", "old").status()).isEqualTo("intact");
        Fault fault = stage.verify("new").fault().orElseThrow();
        assertThat(fault).isEqualTo(new Fault(Part.ROW, 1, fault.id(), Reason.UNKNOWN_KEY));
    }

    @Test
    void withoutAnyKeyTheTrailSaysSo() {
        stage.write(stage.trail(), "everybody could have written this");
        assertThat(stage.verify(new String[0]).status()).isEqualTo("unkeyed");
        stage.write(stage.trail(AuditStage.SALT), "not this");
        // nor does a key that comes later make it any better
        assertThat(stage.verify().status()).isEqualTo("unkeyed");
        stage.sql.execute("update audit_log set action = 'deleted' where seq = 1");
        assertThat(stage.verify().status()).isEqualTo("broken");
    }

    @Test
    void theHeadIsSignedOnceAnHour() {
        assertThat(stage.signer(AuditStage.SALT).signIfDue())
                .as("nothing to sign")
                .isFalse();
        stage.write(1);
        assertThat(stage.signer(AuditStage.SALT).signIfDue()).isTrue();
        stage.write(1);
        assertThat(stage.signer(AuditStage.SALT).signIfDue()).isFalse();
        signedBefore(Duration.ofMinutes(59));
        assertThat(stage.signer(AuditStage.SALT).signIfDue()).isFalse();
        signedBefore(Duration.ofMinutes(61));
        assertThat(stage.signer(AuditStage.SALT).signIfDue()).isTrue();
        assertThat(stage.sql.number("select max(seq) from audit_head")).isEqualTo(2);
        assertThat(stage.verify().status()).isEqualTo("intact");
    }

    @Test
    void theSameEndIsSignedAnewAfterAnHour() {
        stage.write(1);
        signedBefore(Duration.ofMinutes(61));
        assertThat(stage.signer(AuditStage.SALT).signIfDue()).isTrue();
        assertThat(stage.signer(AuditStage.SALT).signIfDue()).isFalse();
        assertThat(stage.sql.number("select count(*) from audit_head")).isEqualTo(1);
        assertThat(stage.signer(AuditStage.SALT).signRest()).as("nothing new").isFalse();
    }

    @Test
    void aForgedHeadOfTomorrowKeepsNobodyFromSigning() {
        stage.write(1);
        stage.signer(AuditStage.SALT).signRest();
        stage.sql.execute("update audit_head set signed_at = now() + interval '1 year'");
        stage.write(1);
        assertThat(stage.signer(AuditStage.SALT).signIfDue()).isTrue();
    }

    @Test
    void oneInstanceSignsAtATime() {
        stage.write(1);
        stage.database.transact(transaction -> {
            assertThat(stage.store.maySign(transaction)).isTrue();
            assertThat(stage.signer(AuditStage.SALT).signIfDue()).isFalse();
            assertThat(stage.signer(AuditStage.SALT).signRest()).isFalse();
        });
        assertThat(stage.signer(AuditStage.SALT).signIfDue()).isTrue();
    }

    /** As if the last head were so old. */
    private static void signedBefore(Duration age) {
        stage.database.transact(transaction -> {
            Instant then = stage.store.now(transaction).minus(age);
            stage.sql.execute("delete from audit_head");
            stage.store.keep(
                    transaction,
                    Head.sign(
                            stage.store.link(transaction, 1).orElse(Link.START),
                            then,
                            AuditStage.keys(AuditStage.SALT).current()));
        });
        assertThat(stage.verify().head().map(Head::seal)).isNotEqualTo(Optional.empty());
    }
}
