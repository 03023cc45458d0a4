package io.meridian.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.base.Secret;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RedisReaderTest {
    private static final RedisConfig PLAIN = new RedisConfig(
            List.of(new HostPort("h", 6379)),
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            0,
            false,
            true);

    @Test
    void readsUrls() {
        assertThat(redis("", "REDIS_URL", "redis://h")).isEqualTo(PLAIN);
        assertThat(redis("", "REDIS_URL", "rediss://u:p%40@h:1/2"))
                .isEqualTo(new RedisConfig(
                        List.of(new HostPort("h", 1)),
                        false,
                        Optional.empty(),
                        Optional.of("u"),
                        Optional.of(new Secret("p@")),
                        Optional.empty(),
                        2,
                        true,
                        true));
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
                        List.of(new HostPort("h", 1)),
                        false,
                        Optional.empty(),
                        Optional.of("u"),
                        Optional.of(new Secret("p")),
                        Optional.empty(),
                        3,
                        true,
                        false));
    }

    @Test
    void prefersTheMoreSpecificPlace() {
        String router = "router_settings: {redis_host: router}\n";
        String cache = "litellm_settings: {cache: true, cache_params: {type: redis, host: cache}}\n";
        String coordination = "general_settings: {coordination_redis: {host: coordination, port: 7}}\n";

        assertThat(redis(router, "REDIS_HOST", "h").nodes()).containsExactly(new HostPort("router", 6379));
        assertThat(redis(router + cache).nodes()).containsExactly(new HostPort("cache", 6379));
        assertThat(redis(router + cache + coordination).nodes()).containsExactly(new HostPort("coordination", 7));
    }

    @Test
    void leavesOtherCachesAlone() {
        assertThat(Yaml.config("litellm_settings: {cache_params: {type: s3, host: h}}")
                        .redis())
                .isEmpty();
    }

    @Test
    void readsClustersAndSentinels() {
        RedisConfig cluster =
                redis("", "REDIS_CLUSTER_NODES", "[{\"host\":\"a\",\"port\":1},{\"host\":\"b\",\"port\":2}]");
        RedisConfig sentinel = redis("", "REDIS_SENTINEL_NODES", "[[\"a\",1]]", "REDIS_SERVICE_NAME", "main");

        assertThat(cluster.cluster()).isTrue();
        assertThat(cluster.nodes()).containsExactly(new HostPort("a", 1), new HostPort("b", 2));
        assertThat(sentinel.sentinelService()).contains("main");
        assertThat(sentinel.nodes()).containsExactly(new HostPort("a", 1));
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
