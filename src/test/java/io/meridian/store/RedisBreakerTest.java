package io.meridian.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RedisBreakerTest {
    private final AtomicLong time = new AtomicLong();
    private final RedisBreaker breaker = new RedisBreaker("test", time::get);

    @Test
    void opensOnTheFifthFailureInARow() {
        for (int i = 0; i < 4; i++) {
            breaker.failed(false, "refused");
        }
        breaker.succeeded();
        for (int i = 0; i < 4; i++) {
            breaker.failed(false, "refused");
        }
        assertThat(breaker.isOpen()).isFalse();
        breaker.failed(false, "refused");
        assertThat(breaker.isOpen()).isTrue();
        breaker.succeeded();
        assertThat(breaker.isOpen()).isFalse();
    }

    @Test
    void opensAfterTwoSecondsOfTimeouts() {
        breaker.failed(true, "timeout");
        time.addAndGet(Duration.ofMillis(1999).toNanos());
        breaker.failed(true, "timeout");
        assertThat(breaker.isOpen()).isFalse();
        time.addAndGet(Duration.ofMillis(1).toNanos());
        breaker.failed(true, "timeout");
        assertThat(breaker.isOpen()).isTrue();
    }
}
