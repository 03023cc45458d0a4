package io.meridian.store;

import static io.meridian.store.jooq.Tables.GATEWAY_INSTANCE;

import java.time.Duration;
import java.util.UUID;
import org.jooq.impl.DSL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in PostgreSQL that this instance lives, and counts those that do. One thread of its own; the accessors are safe
 * for all.
 */
public final class Heartbeat implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final int MISSED_BEATS = 3;

    private final Database database;
    private final String instanceId = UUID.randomUUID().toString();
    private final String role;
    private final String version;
    private final Thread thread;

    private volatile boolean closed;
    private volatile int live = 1;

    private Heartbeat(Database database, String role, String version) {
        this.database = database;
        this.role = role;
        this.version = version;
        this.thread = Thread.ofVirtual().name("heartbeat").unstarted(this::run);
    }

    public static Heartbeat start(Database database, String role, String version) {
        Heartbeat heartbeat = new Heartbeat(database, role, version);
        heartbeat.thread.start();
        return heartbeat;
    }

    public String instanceId() {
        return instanceId;
    }

    /** How many instances lived at last sight; never less than this one. */
    public int live() {
        return live;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(INTERVAL);
            database.query(jooq -> jooq.deleteFrom(GATEWAY_INSTANCE)
                    .where(GATEWAY_INSTANCE.INSTANCE_ID.eq(instanceId))
                    .execute());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException unreachable) {
            LOG.info("This instance could not be signed off; others will miss it in a few seconds.");
        }
    }

    private void run() {
        while (!closed) {
            try {
                beat();
                Thread.sleep(INTERVAL);
            } catch (InterruptedException interrupted) {
                return;
            } catch (RuntimeException unreachable) {
                LOG.debug("No heartbeat", unreachable);
                if (!rest()) {
                    return;
                }
            }
        }
    }

    private void beat() {
        database.transact(transaction -> {
            // PostgreSQL's clock: hosts disagree by seconds
            transaction
                    .jooq()
                    .insertInto(GATEWAY_INSTANCE)
                    .set(GATEWAY_INSTANCE.INSTANCE_ID, instanceId)
                    .set(GATEWAY_INSTANCE.ROLE, role)
                    .set(GATEWAY_INSTANCE.VERSION, version)
                    .set(GATEWAY_INSTANCE.STARTED_AT, DSL.currentOffsetDateTime())
                    .set(GATEWAY_INSTANCE.SEEN_AT, DSL.currentOffsetDateTime())
                    .onConflict(GATEWAY_INSTANCE.INSTANCE_ID)
                    .doUpdate()
                    .set(GATEWAY_INSTANCE.SEEN_AT, DSL.currentOffsetDateTime())
                    .execute();
            live = Math.max(
                    1,
                    transaction
                            .jooq()
                            .fetchCount(
                                    GATEWAY_INSTANCE,
                                    DSL.condition(
                                            "seen_at > now() - make_interval(secs => {0})",
                                            DSL.val((double) INTERVAL.toSeconds() * MISSED_BEATS))));
            transaction
                    .jooq()
                    .deleteFrom(GATEWAY_INSTANCE)
                    .where("seen_at < now() - interval '1 hour'")
                    .execute();
        });
    }

    private static boolean rest() {
        try {
            Thread.sleep(INTERVAL);
            return true;
        } catch (InterruptedException interrupted) {
            return false;
        }
    }
}
