package io.meridian.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.base.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds out where Redis is: that for coordination, else of the cache, of the router, or of the environment. */
final class RedisReader {
    private static final int STANDARD_PORT = 6379;

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
        List<HostPort> nodes = nodes(section, RedisKeys.STARTUP_NODES);
        List<HostPort> sentinels = nodes(section, RedisKeys.SENTINELS);
        Optional<HostPort> single =
                section.find(RedisKeys.HOST).map(host -> new HostPort(host, section.get(RedisKeys.PORT)));
        return choose(nodes, sentinels, single)
                .map(chosen -> new RedisConfig(
                        chosen,
                        !nodes.isEmpty(),
                        section.find(RedisKeys.SERVICE),
                        section.find(RedisKeys.USERNAME),
                        section.find(RedisKeys.PASSWORD),
                        section.find(RedisKeys.SENTINEL_PASSWORD),
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
                        List.of(new HostPort(host, router.get(RouterKeys.REDIS_PORT))),
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        router.find(RouterKeys.REDIS_PASSWORD),
                        Optional.empty(),
                        router.get(RouterKeys.REDIS_DB),
                        false,
                        true));
    }

    private Optional<RedisConfig> fromEnvironment() {
        if (environment.has(RedisKeys.ENV_URL)) {
            return url(environment, RedisKeys.ENV_URL);
        }
        List<HostPort> nodes = nodes(environment, RedisKeys.ENV_NODES);
        List<HostPort> sentinels = nodes(environment, RedisKeys.ENV_SENTINELS);
        Optional<HostPort> single = environment
                .find(RedisKeys.ENV_HOST)
                .map(host -> new HostPort(host, environment.get(RedisKeys.ENV_PORT)));
        return choose(nodes, sentinels, single)
                .map(chosen -> new RedisConfig(
                        chosen,
                        !nodes.isEmpty(),
                        environment.find(RedisKeys.ENV_SERVICE),
                        environment.find(RedisKeys.ENV_USERNAME),
                        environment.find(RedisKeys.ENV_PASSWORD),
                        environment.find(RedisKeys.ENV_SENTINEL_PASSWORD),
                        environment.get(RedisKeys.ENV_DB),
                        environment.get(RedisKeys.ENV_SSL),
                        environment.get(RedisKeys.ENV_SSL_CHECK_HOST)));
    }

    private static Optional<List<HostPort>> choose(
            List<HostPort> nodes, List<HostPort> sentinels, Optional<HostPort> single) {
        if (!nodes.isEmpty()) {
            return Optional.of(nodes);
        }
        return sentinels.isEmpty() ? single.map(List::of) : Optional.of(sentinels);
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
                List.of(HostPort.parse(url.authority(), STANDARD_PORT)),
                false,
                Optional.empty(),
                url.user(),
                url.password().map(Secret::new),
                Optional.empty(),
                url.path().isEmpty() ? 0 : Integer.parseInt(url.path()),
                url.scheme().equals("rediss"),
                true);
    }

    /** Nodes as mappings of host and port, or as pairs. */
    private static List<HostPort> nodes(Section section, Setting<JsonNode> setting) {
        List<HostPort> nodes = new ArrayList<>();
        for (JsonNode node : section.find(setting).map(List::of).orElse(List.of())) {
            for (JsonNode element : node) {
                JsonNode host = element.isArray() ? element.path(0) : element.path("host");
                JsonNode port = element.isArray() ? element.path(1) : element.path("port");
                try {
                    nodes.add(HostPort.parse(host.asText() + ":" + port.asText(), STANDARD_PORT));
                } catch (Unreadable e) {
                    section.problem(setting, e.text());
                }
            }
        }
        return nodes;
    }
}
