package io.meridian.testing;

import io.meridian.base.Secret;
import io.meridian.store.DatabaseSettings;
import java.net.URI;
import java.time.Duration;

/** A new database as the stores are told of it. Immutable. */
public final class TestDatabase {
    private static final int CONNECTIONS = 4;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration STATEMENT = Duration.ofSeconds(30);

    private final URI uri = URI.create(TestPostgres.newDatabase());

    /** The libpq URL, as operators write it. */
    public String url() {
        return uri.toString();
    }

    /** The same database, reached over a link of this port. */
    public String url(Link link) {
        return uri.toString().replace("@" + uri.getHost() + ":" + uri.getPort(), "@127.0.0.1:" + link.port());
    }

    public Link link() {
        return Link.to(uri.getHost(), uri.getPort());
    }

    public String jdbcUrl() {
        return "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath();
    }

    public DatabaseSettings settings(String schema) {
        return settings(schema, jdbcUrl());
    }

    /** As {@link #settings(String)}, but reached through another address. */
    public DatabaseSettings settings(String schema, String jdbcUrl) {
        String[] credentials = uri.getUserInfo().split(":", 2);
        return new DatabaseSettings(
                jdbcUrl,
                jdbcUrl,
                credentials[0],
                new Secret(credentials[1]),
                schema,
                CONNECTIONS,
                CONNECT,
                STATEMENT,
                false);
    }
}
