package io.meridian.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * Databases of their own for tests, on one PostgreSQL for the whole JVM: the one {@code TEST_DATABASE_URL} names, else
 * a container if Docker answers, else an embedded one. There is always one, so no test is ever skipped for want of it.
 */
public final class TestPostgres {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private TestPostgres() {}

    /** The libpq URL of a new, empty database. */
    public static String newDatabase() {
        String name = "test_" + ProcessHandle.current().pid() + "_" + DATABASES.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(Server.INSTANCE.jdbc());
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
        return Server.INSTANCE.url(name);
    }

    private record Server(String user, String password, String hostAndPort, String database) {
        private static final Server INSTANCE = find();

        private String url(String name) {
            return "postgresql://%s:%s@%s/%s".formatted(user, password, hostAndPort, name);
        }

        private String jdbc() {
            return "jdbc:postgresql://%s/%s?user=%s&password=%s".formatted(hostAndPort, database, user, password);
        }

        private static Server find() {
            String given = System.getenv("TEST_DATABASE_URL");
            if (given != null) {
                URI uri = URI.create(given);
                String[] credentials = uri.getUserInfo().split(":", 2);
                return new Server(
                        credentials[0],
                        credentials[1],
                        uri.getHost() + ":" + uri.getPort(),
                        uri.getPath().substring(1));
            }
            return DockerClientFactory.instance().isDockerAvailable() ? container() : embedded();
        }

        @SuppressWarnings("resource") // lives as long as the JVM
        private static Server container() {
            PostgreSQLContainer container = new PostgreSQLContainer("postgres:18-alpine");
            container.start();
            return new Server(
                    container.getUsername(),
                    container.getPassword(),
                    container.getHost() + ":" + container.getFirstMappedPort(),
                    container.getDatabaseName());
        }

        private static Server embedded() {
            try {
                EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "300")
                        .setServerConfig("fsync", "off")
                        .start();
                return new Server("postgres", "postgres", "127.0.0.1:" + postgres.getPort(), "postgres");
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
