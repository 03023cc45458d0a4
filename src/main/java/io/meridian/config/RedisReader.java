package io.meridian.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.base.Secret;
import java.util.Optional;

/** Finds out where Redis is: that for coordination, else of the cache, of the router, or of the environment. */
final class RedisReader {
    private static final int STANDARD_PORT = 6379;
    private static final String CLUSTER = "a Redis Cluster is";
    private static final String SENTINELS = "Redis Sentinels are";

    private final Section environment;
    private final Section general;
    private final Section litellm;
    private final Section router;

    RedisReader(Section environment, Section general, Section litellm, Section router) {
        this.environment = environment;
        this.general = general;
        this.litellm = litellm;
        this.router = router;
    }

    Optional<RedisConfig> read() {
        return fromMapping(general.child(GeneralKeys.COORDINATION_REDIS.name()))
                .or(() -> fromMapping(litellm.child(LitellmKeys.CACHE_PARAMS.name())))
                .or(this::fromRouter)
                .or(this::fromEnvironment);
    }

    private Optional<RedisConfig> fromMapping(Section section) {
        NameCheck.check(section, RedisKeys.KNOWN);
        if (section.find(RedisKeys.TYPE).filter(type -> !type.equals("redis")).isPresent()) {
            return Optional.empty();
        }
        if (section.has(RedisKeys.URL)) {
            return url(section, RedisKeys.URL);
        }
        refuse(section, RedisKeys.STARTUP_NODES, CLUSTER);
        refuse(section, RedisKeys.SENTINELS, SENTINELS);
        refuse(section, RedisKeys.SERVICE, SENTINELS);
        refuse(section, RedisKeys.SENTINEL_PASSWORD, SENTINELS);
        return section.find(RedisKeys.HOST)
                .map(host -> new RedisConfig(
                        new HostPort(host, section.get(RedisKeys.PORT)),
                        section.find(RedisKeys.USERNAME),
                        section.find(RedisKeys.PASSWORD),
                        section.get(RedisKeys.DB),
                        section.get(RedisKeys.SSL),
                        section.get(RedisKeys.SSL_CHECK_HOST)));
    }

    private Optional<RedisConfig> fromRouter() {
        if (router.has(RouterKeys.REDIS_URL)) {
            return url(router, RouterKeys.REDIS_URL);
        }
        return router.find(RouterKeys.REDIS_HOST)
                .map(host -> new RedisConfig(
                        new HostPort(host, router.get(RouterKeys.REDIS_PORT)),
                        Optional.empty(),
                        router.find(RouterKeys.REDIS_PASSWORD),
                        router.get(RouterKeys.REDIS_DB),
                        false,
                        true));
    }

    private Optional<RedisConfig> fromEnvironment() {
        if (environment.has(RedisKeys.ENV_URL)) {
            return url(environment, RedisKeys.ENV_URL);
        }
        refuse(environment, RedisKeys.ENV_NODES, CLUSTER);
        refuse(environment, RedisKeys.ENV_SENTINELS, SENTINELS);
        refuse(environment, RedisKeys.ENV_SERVICE, SENTINELS);
        refuse(environment, RedisKeys.ENV_SENTINEL_PASSWORD, SENTINELS);
        return environment
                .find(RedisKeys.ENV_HOST)
                .map(host -> new RedisConfig(
                        new HostPort(host, environment.get(RedisKeys.ENV_PORT)),
                        environment.find(RedisKeys.ENV_USERNAME),
                        environment.find(RedisKeys.ENV_PASSWORD),
                        environment.get(RedisKeys.ENV_DB),
                        environment.get(RedisKeys.ENV_SSL),
                        environment.get(RedisKeys.ENV_SSL_CHECK_HOST)));
    }

    /** One node of several would take commands for a while, and limits would be counted here and read there. */
    private static void refuse(Section section, Setting<?> setting, String what) {
        JsonNode value = section.node().path(setting.name());
        if (section.has(setting) && !(value.isContainerNode() && value.isEmpty())) {
            section.problem(setting, what + " not supported yet; name one Redis server by its URL or host");
        }
    }

    private static Optional<RedisConfig> url(Section section, Setting<Secret> setting) {
        return section.find(setting).flatMap(secret -> {
            try {
                return Optional.of(parse(secret.reveal()));
            } catch (Unreadable e) {
                section.problem(setting, e.text());
                return Optional.empty();
            }
        });
    }

    static RedisConfig parse(String text) throws Unreadable {
        ConnectionText url = ConnectionText.parse(text.strip());
        if (!url.scheme().equals("redis") && !url.scheme().equals("rediss")) {
            throw new Unreadable("must begin with redis:// or rediss://");
        }
        if (!url.path().matches("[0-9]{0,5}")) {
            throw new Unreadable("must end with the number of the database, or without a path");
        }
        return new RedisConfig(
                HostPort.parse(url.authority(), STANDARD_PORT),
                url.user(),
                url.password().map(Secret::new),
                url.path().isEmpty() ? 0 : Integer.parseInt(url.path()),
                url.scheme().equals("rediss"),
                true);
    }
}
