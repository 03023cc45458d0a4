package io.meridian.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;

class RedisTargetTest {
    @Test
    void doesNotPrintItsCredentials() {
        assertThat(RedisTarget.of(URI.create("rediss://user:secret@cache:6380/2"))
                        .toString())
                .isEqualTo("rediss://cache:6380");
    }

    @Test
    void acceptsOnlyRedis() {
        assertThatThrownBy(() -> RedisTarget.of(URI.create("http://cache:6379")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
