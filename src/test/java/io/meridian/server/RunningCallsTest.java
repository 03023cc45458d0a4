package io.meridian.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testing.Await;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A stop waits for what runs, and for no longer. */
class RunningCallsTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final RunningCalls calls = new RunningCalls();

    @Test
    void hasNothingToWaitForWhenNothingRuns() throws InterruptedException {
        calls.stop();
        assertThat(calls.awaitNone(Duration.ZERO)).isTrue();
    }

    @Test
    void isWokenByTheLastOneThatLeaves() throws InterruptedException {
        CountDownLatch mayLeave = new CountDownLatch(1);
        for (int i = 0; i < 10; i++) {
            Thread.startVirtualThread(() -> run(mayLeave));
        }
        Await.until("all run", () -> calls.now() == 10);
        calls.stop();
        AtomicBoolean none = new AtomicBoolean();
        Thread waiting = Thread.ofPlatform().start(() -> none.set(waitsForNone()));
        Await.until("the stop waits", () -> waiting.getState() == Thread.State.TIMED_WAITING);
        assertThat(none).isFalse();
        mayLeave.countDown();
        assertThat(waiting.join(Duration.ofSeconds(15))).isTrue();
        assertThat(none).isTrue();
        assertThat(calls.now()).isZero();
    }

    @Test
    void givesUpWhenTimeIsUp() throws InterruptedException {
        CountDownLatch mayLeave = new CountDownLatch(1);
        Thread one = Thread.startVirtualThread(() -> run(mayLeave));
        Await.until("it runs", () -> calls.now() == 1);
        calls.stop();
        assertThat(calls.awaitNone(Duration.ofMillis(20))).isFalse();
        mayLeave.countDown();
        one.join();
        assertThat(calls.awaitNone(Duration.ZERO)).isTrue();
    }

    @Test
    void wakesThoseThatWait() throws InterruptedException {
        AtomicBoolean woken = new AtomicBoolean();
        Thread one = Thread.startVirtualThread(() -> {
            calls.enter();
            LockSupport.park();
            woken.set(Thread.interrupted());
            calls.leave();
        });
        Await.until("it waits", () -> one.getState() == Thread.State.WAITING);
        calls.stop();
        calls.interrupt();
        assertThat(calls.awaitNone(LONG)).isTrue();
        assertThat(woken).isTrue();
    }

    private void run(CountDownLatch mayLeave) {
        calls.enter();
        try {
            mayLeave.await();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        } finally {
            calls.leave();
        }
    }

    private boolean waitsForNone() {
        try {
            return calls.awaitNone(LONG);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}
