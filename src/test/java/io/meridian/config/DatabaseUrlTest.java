package io.meridian.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        postgresql://u:p@h/d                        | u     | p      | jdbc:postgresql://h:5432/d
        postgres://u:p@h:6543/d                     | u     | p      | jdbc:postgresql://h:6543/d
        postgres://u:p@h                            | u     | p      | jdbc:postgresql://h:5432/u
        postgresql://u%40x:p%2Fw%3F@h/d             | u@x   | p/w?   | jdbc:postgresql://h:5432/d
        postgresql://u:a+b@c@h/d                    | u     | a+b@c  | jdbc:postgresql://h:5432/d
        postgresql://u:p@[::1]:1/d                  | u     | p      | jdbc:postgresql://[::1]:1/d
        postgresql://u:p@a:1,b:2/d                  | u     | p      | jdbc:postgresql://a:1,b:2/d
        postgresql://u:p@h/d?schema=public          | u     | p      | jdbc:postgresql://h:5432/d
        postgresql://u:p@h/d?sslmode=require        | u     | p      | jdbc:postgresql://h:5432/d?sslmode=require
        postgresql://u:p@h/d?sslmode=require&sslaccept=strict | u | p | jdbc:postgresql://h:5432/d?sslmode=verify-full
        postgresql://u:p@h/d?connect_timeout=5      | u     | p      | jdbc:postgresql://h:5432/d?connectTimeout=5
        postgresql://u:p@h/d?pgbouncer=true         | u     | p      | jdbc:postgresql://h:5432/d?prepareThreshold=0
        jdbc:postgresql://h/d?user=u&password=p     | u     | p      | jdbc:postgresql://h:5432/d
        host=h port=1 dbname=d user=u password=p    | u     | p      | jdbc:postgresql://h:1/d
        "host=h dbname=d user=u password='a \\' b'" | u     | "a ' b" | jdbc:postgresql://h:5432/d
        postgresql://u@h/my%20db                    | u     | ""     | jdbc:postgresql://h:5432/my%20db
        """)
    void readsEveryForm(String url, String user, String password, String jdbc) throws Exception {
        DatabaseAddress address = DatabaseUrl.parse(url).address();

        assertThat(address.user()).isEqualTo(user);
        assertThat(address.password().reveal()).isEqualTo(password);
        assertThat(address.jdbcUrl()).isEqualTo(jdbc);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://u:planted@h/d",
                "planted",
                "postgresql://h/d",
                "postgresql://u:planted@h:x/d",
                "postgresql://u:planted@h:0/d",
                "postgresql://u:planted@h/d?sslmode=planted",
                "postgresql://u:planted@h/d?connection_limit=planted",
                "postgresql://u:%zzplanted@h/d",
                "host=/var/run user=u password=planted",
                "user=u password='planted"
            })
    void refusesWithoutRepeating(String url) {
        assertThatThrownBy(() -> DatabaseUrl.parse(url))
                .isInstanceOf(Unreadable.class)
                .message()
                .doesNotContain("planted");
    }

    @Test
    void takesThePoolFromTheUrlUnlessTheFileSetsIt() {
        String url = "postgresql://u:p@h/d?connection_limit=7&pool_timeout=3";

        DatabaseConfig fromUrl = Yaml.config("", "DATABASE_URL", url).database().orElseThrow();
        DatabaseConfig fromFile = Yaml.config(
                        "general_settings: {database_connection_pool_limit: 9}", "DATABASE_URL", url)
                .database()
                .orElseThrow();

        assertThat(fromUrl.poolSize()).isEqualTo(7);
        assertThat(fromUrl.poolTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(fromFile.poolSize()).isEqualTo(9);
    }

    @Test
    void readsTheParts() {
        DatabaseConfig config = Yaml.config(
                        "",
                        "DATABASE_HOST",
                        "h",
                        "DATABASE_USERNAME",
                        "u",
                        "DATABASE_PASSWORD",
                        "p@/?",
                        "DATABASE_NAME",
                        "d",
                        "DISABLE_SCHEMA_UPDATE",
                        "True",
                        "MERIDIAN_DATABASE_SCHEMA",
                        "other",
                        "DATABASE_URL_DIRECT",
                        "postgres://u:p@direct/d",
                        "DATABASE_URL_READ_REPLICA",
                        "postgres://u:p@replica/d")
                .database()
                .orElseThrow();

        assertThat(config.primary().jdbcUrl()).isEqualTo("jdbc:postgresql://h:5432/d");
        assertThat(config.primary().password().reveal()).isEqualTo("p@/?");
        assertThat(config.migrate()).isFalse();
        assertThat(config.schema()).isEqualTo("other");
        assertThat(config.forSessions().host()).isEqualTo("direct");
        assertThat(config.readReplica().orElseThrow().host()).isEqualTo("replica");
        assertThat(config.poolSize()).isEqualTo(10);
    }

    @Test
    void refusesSchemasThatAreNotOurs() {
        assertThat(Yaml.problems("", "DATABASE_URL", "postgres://u@h/d", "MERIDIAN_DATABASE_SCHEMA", "public"))
                .singleElement()
                .asString()
                .startsWith("MERIDIAN_DATABASE_SCHEMA: ");
    }

    @Test
    void warnsOfAnUnknownParameterWithoutNamingIt() {
        assertThat(Yaml.warnings("", "DATABASE_URL", "postgres://u:p@h/d?planted=1"))
                .containsExactly("DATABASE_URL: holds a parameter that is ignored");
    }
}
