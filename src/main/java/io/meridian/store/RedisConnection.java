package io.meridian.store;

import java.io.IOException;
import java.net.Socket;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** A connection that can tell from outside whether an answer waits to be read. Used by one thread otherwise. */
final class RedisConnection extends Connection {
    private final KeptSocket socket;

    private RedisConnection(KeptSocket socket, JedisClientConfig config) {
        super(socket, config);
        this.socket = socket;
    }

    static RedisConnection open(HostAndPort address, JedisClientConfig config) {
        return new RedisConnection(new KeptSocket(new DefaultJedisSocketFactory(address, config)), config);
    }

    /** Then Redis is not late, its reader is. */
    boolean hasAnswer() {
        return socket.hasBytes();
    }

    /** Jedis keeps its socket to itself. */
    private static final class KeptSocket implements JedisSocketFactory {
        private final JedisSocketFactory factory;
        private volatile @Nullable Socket made;

        KeptSocket(JedisSocketFactory factory) {
            this.factory = factory;
        }

        @Override
        public Socket createSocket() throws JedisConnectionException {
            Socket socket = factory.createSocket();
            made = socket;
            return socket;
        }

        boolean hasBytes() {
            Socket socket = made;
            try {
                return socket != null && socket.getInputStream().available() > 0;
            } catch (IOException closed) {
                return false;
            }
        }
    }
}
