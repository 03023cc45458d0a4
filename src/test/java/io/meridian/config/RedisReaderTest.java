package io.meridian.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.base.Secret;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisReaderTest {
    private static final RedisConfig PLAIN =
            new RedisConfig(new HostPort("h", 6379), Optional.empty(), Optional.empty(), 0, false, true);

    @Test
    void readsUrls() {
        assertThat(redis("", "REDIS_URL", "redis://h")).isEqualTo(PLAIN);
        assertThat(redis("", "REDIS_URL", "rediss://u:p%40@h:1/2"))
                .isEqualTo(new RedisConfig(
                        new HostPort("h", 1), Optional.of("u"), Optional.of(new Secret("p@")), 2, true, true));
    }

    @Test
    void readsVariables() {
        assertThat(redis(
                        "",
                        "REDIS_HOST",
                        "h",
                        "REDIS_PORT",
                        "1",
                        "REDIS_USERNAME",
                        "u",
                        "REDIS_PASSWORD",
                        "p",
                        "REDIS_DB",
                        "3",
                        "REDIS_SSL",
                        "True",
                        "REDIS_SSL_CHECK_HOSTNAME",
                        "false"))
                .isEqualTo(new RedisConfig(
                        new HostPort("h", 1), Optional.of("u"), Optional.of(new Secret("p")), 3, true, false));
    }

    @Test
    void prefersTheMoreSpecificPlace() {
        String router = "router_settings: {redis_host: router}\n";
        String cache = "litellm_settings: {cache: true, cache_params: {type: redis, host: cache}}\n";
        String coordination = "general_settings: {coordination_redis: {host: coordination, port: 7}}\n";

        assertThat(redis(router, "REDIS_HOST", "h").node()).isEqualTo(new HostPort("router", 6379));
        assertThat(redis(router + cache).node()).isEqualTo(new HostPort("cache", 6379));
        assertThat(redis(router + cache + coordination).node()).isEqualTo(new HostPort("coordination", 7));
    }

    @Test
    void leavesOtherCachesAlone() {
        assertThat(Yaml.config("litellm_settings: {cache_params: {type: s3, host: h}}")
                        .redis())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        REDIS_CLUSTER_NODES     | [{"host":"a","port":1}] | a Redis Cluster is
        REDIS_SENTINEL_NODES    | [["a",1]]               | Redis Sentinels are
        REDIS_SERVICE_NAME      | main                    | Redis Sentinels are
        REDIS_SENTINEL_PASSWORD | planted                 | Redis Sentinels are
        """)
    void refusesSeveralServersInsteadOfUsingTheFirst(String name, String value, String what) {
        assertThat(Yaml.problems("", "REDIS_HOST", "h", name, value))
                .containsExactly(name + ": " + what + " not supported yet; name one Redis server by its URL or host");
    }

    @Test
    void refusesAClusterInTheFileToo() {
        assertThat(Yaml.problems("general_settings: {coordination_redis: {redis_startup_nodes: [{host: a, port: 1}]}}"))
                .singleElement()
                .asString()
                .startsWith("general_settings.coordination_redis.redis_startup_nodes: a Redis Cluster is not");
        assertThat(Yaml.problems("general_settings: {coordination_redis: {redis_startup_nodes: []}}"))
                .isEmpty();
    }

    @Test
    void refusesWhatIsNoRedis() {
        assertThat(Yaml.problems("", "REDIS_URL", "http://planted@h"))
                .containsExactly("REDIS_URL: must begin with redis:// or rediss://");
    }

    private static RedisConfig redis(String yaml, String... variables) {
        return Yaml.config(yaml, variables).redis().orElseThrow();
    }
}
