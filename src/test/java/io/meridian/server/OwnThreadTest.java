package io.meridian.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.testing.Await;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Work on a thread of its own, of which nothing is left. */
class OwnThreadTest {
    @Test
    void handsTheResultOver() {
        AtomicReference<Thread> worker = new AtomicReference<>(Thread.currentThread());
        assertThat(OwnThread.run("mine", () -> {
                    worker.set(Thread.currentThread());
                    return Thread.currentThread().getName();
                }))
                .isEqualTo("mine");
        assertThat(worker.get()).isNotSameAs(Thread.currentThread());
    }

    /** Often, because a thread that has done its work is gone a moment later anyway. */
    @RepeatedTest(200)
    void returnsWhenTheThreadIsGone() {
        assertThat(OwnThread.run("mine", Thread::currentThread).isAlive()).isFalse();
    }

    @Test
    void failsAsTheWorkDid() {
        RuntimeException failure = new IllegalArgumentException("bad configuration");
        assertThatThrownBy(() -> OwnThread.run("mine", () -> {
                    throw failure;
                }))
                .isSameAs(failure);
        Error error = new StackOverflowError();
        assertThatThrownBy(() -> OwnThread.run("mine", () -> {
                    throw error;
                }))
                .isSameAs(error);
    }

    @Test
    void interruptsTheWorkOfWhoIsInterrupted() throws InterruptedException {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        AtomicBoolean kept = new AtomicBoolean();
        Thread caller = Thread.ofPlatform().start(() -> {
            try {
                OwnThread.run("mine", () -> waits(began, interrupted));
            } catch (IllegalStateException stopped) {
                kept.set(Thread.currentThread().isInterrupted());
            }
        });
        began.await();
        caller.interrupt();
        assertThat(caller.join(Duration.ofSeconds(15))).isTrue();
        assertThat(kept).isTrue();
        Await.until("the work is told", () -> interrupted.getCount() == 0);
    }

    private static boolean waits(CountDownLatch began, CountDownLatch interrupted) {
        began.countDown();
        try {
            new CountDownLatch(1).await();
            return true;
        } catch (InterruptedException stopped) {
            interrupted.countDown();
            return false;
        }
    }
}
