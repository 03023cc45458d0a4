package io.meridian.store;

import io.meridian.base.Secret;
import java.net.URI;
import java.util.Optional;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;
import redis.clients.jedis.util.JedisURIHelper;

/**
 * Where a Redis is and who we are there: a {@code redis://} or {@code rediss://} URI, whose credentials the two
 * optional parts replace. With TLS its certificate must be valid, and name the host unless that is waived. Immutable.
 */
public record RedisTarget(URI uri, Optional<String> username, Optional<Secret> password, boolean verifyHost) {
    // in the background nobody waits for a handshake, and one over TLS may well take longer than a command
    private static final int CONNECT_MILLIS = 1000;

    public RedisTarget {
        boolean known = JedisURIHelper.isRedisScheme(uri) || JedisURIHelper.isRedisSSLScheme(uri);
        if (!known || uri.getHost() == null) {
            throw new IllegalArgumentException("A Redis URL has the form redis://host:port or rediss://host:port");
        }
    }

    public static RedisTarget of(URI uri) {
        return new RedisTarget(uri, Optional.empty(), Optional.empty(), true);
    }

    /** A new connection, authenticated and with its database selected. */
    RedisConnection connect() {
        boolean tls = JedisURIHelper.isRedisSSLScheme(uri);
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .protocol(RedisProtocol.RESP2)
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                .connectionTimeoutMillis(CONNECT_MILLIS)
                .socketTimeoutMillis(CONNECT_MILLIS)
                .database(JedisURIHelper.getDBIndex(uri));
        String user = username.orElse(JedisURIHelper.getUser(uri));
        String secret = password.map(Secret::reveal).orElse(JedisURIHelper.getPassword(uri));
        if (user != null && !user.isEmpty()) {
            config.user(user);
        }
        if (secret != null && !secret.isEmpty()) {
            config.password(secret);
        }
        if (tls) {
            config.sslOptions(SslOptions.builder()
                    .sslVerifyMode(verifyHost ? SslVerifyMode.FULL : SslVerifyMode.CA)
                    .build());
        }
        int port = uri.getPort() < 0 ? Protocol.DEFAULT_PORT : uri.getPort();
        return RedisConnection.open(new HostAndPort(uri.getHost(), port), config.build());
    }

    /** Without the credentials the URI may hold. */
    @Override
    public String toString() {
        return uri.getScheme() + "://" + uri.getHost() + ":" + uri.getPort();
    }
}
