package io.meridian.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;

class BackendsIT {
    @Test
    void startsPostgres() throws Exception {
        String url = TestPostgres.newDatabase().replaceAll("//.*@", "//");
        try (Connection connection = DriverManager.getConnection("jdbc:" + url, "postgres", "postgres")) {
            assertThat(connection.getMetaData().getDatabaseProductName()).isEqualTo("PostgreSQL");
        }
    }

    @Test
    void startsAndPausesRedis() {
        try (TestRedis redis = TestRedis.start();
                Jedis client = new Jedis(redis.uri())) {
            assertThat(client.ping()).isEqualTo("PONG");
            redis.pause();
            client.getClient().setSoTimeout(50);
            assertThatThrownBy(client::ping).isInstanceOf(JedisConnectionException.class);
            redis.resume();
        }
    }
}
