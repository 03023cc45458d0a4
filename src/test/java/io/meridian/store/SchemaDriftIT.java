package io.meridian.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import io.meridian.store.jooq.DefaultSchema;
import io.meridian.store.jooq.tables.daos.VirtualKeyDao;
import io.meridian.testing.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flywaydb.core.Flyway;
import org.jooq.DSLContext;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema the code was generated from, the one the migrations make, and those of other releases. */
class SchemaDriftIT {
    private static final String COLUMNS = """
        select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull
        from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = {0} and c.relkind in ('r', 'p') and not c.relispartition
          and a.attnum > 0 and not a.attisdropped and c.relname <> 'flyway_schema_history'
        """;

    @ParameterizedTest
    @ValueSource(strings = {"meridian", "somewhere_else", "Mixed-Case"})
    void migrationsMakeTheTablesTheCodeWasGeneratedFrom(String schema) {
        DatabaseSettings settings = new TestDatabase().settings(schema);
        Migrations.migrate(settings);
        try (Database database = Database.open(settings, new MetricRegistry())) {
            Map<String, String> actual = database.query(jooq -> actual(jooq, schema));
            assertThat(actual)
                    .isEqualTo(database.query(SchemaDriftIT::generated))
                    .hasSizeGreaterThan(50);
            assertThat(keys(database)).isZero();
        }
    }

    @Test
    void nothingOutsideItsSchemaIsTouched() {
        DatabaseSettings settings = new TestDatabase().settings("meridian");
        Migrations.migrate(settings);
        try (Database database = Database.open(settings, new MetricRegistry())) {
            Map<String, String> foreign = database.query(jooq -> actual(jooq, "public"));
            assertThat(foreign).isEmpty();
        }
    }

    @Test
    void instancesThatStartTogetherWaitForEachOther() throws Exception {
        DatabaseSettings settings = new TestDatabase().settings("meridian");
        Callable<Void> migration = () -> {
            Migrations.migrate(settings);
            return null;
        };
        try (ExecutorService instances = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> instance : instances.invokeAll(List.of(migration, migration, migration))) {
                instance.get();
            }
        }
        Migrations.requireCurrent(settings);
    }

    @Test
    void anOlderSchemaIsRefusedWhereUpdatesAreDisabled() {
        DatabaseSettings settings = new TestDatabase().settings("meridian");
        assertThatThrownBy(() -> Migrations.requireCurrent(settings))
                .as("an empty database")
                .isInstanceOf(Migrations.Unfit.class);
        Flyway.configure()
                .dataSource(settings.url(), settings.user(), settings.password().reveal())
                .schemas(settings.schema())
                .locations("classpath:io/meridian/sql")
                .target("001")
                .load()
                .migrate();
        assertThatThrownBy(() -> Migrations.requireCurrent(settings))
                .isInstanceOf(Migrations.Unfit.class)
                .hasMessageContainingAll("'meridian'", "older than this release", "002", "DISABLE_SCHEMA_UPDATE");
        Migrations.migrate(settings);
        Migrations.requireCurrent(settings);
    }

    @Test
    void aSchemaOneReleaseNewerIsServed() {
        DatabaseSettings settings = new TestDatabase().settings("meridian");
        Migrations.migrate(settings);
        try (Database database = Database.open(settings, new MetricRegistry())) {
            widen(database);
            Migrations.migrate(settings);
            Migrations.requireCurrent(settings);
            assertThat(keys(database)).isZero();
        }
    }

    @Test
    void aDatabaseThatIsAwayIsToldFromOneThatDoesNotFit() {
        DatabaseSettings settings = new TestDatabase().settings("meridian", "jdbc:postgresql://127.0.0.1:1/nowhere");
        assertThatThrownBy(() -> Migrations.migrate(settings)).isInstanceOf(Migrations.Unreachable.class);
        assertThatThrownBy(() -> Migrations.requireCurrent(settings)).isInstanceOf(Migrations.Unreachable.class);
    }

    private static long keys(Database database) {
        return database.query(jooq -> new VirtualKeyDao(jooq.configuration()).count());
    }

    private static void widen(Database database) {
        database.transact(transaction -> {
            transaction.jooq().execute("alter table virtual_key add column of_the_next_release text");
            transaction.jooq().execute("""
                insert into flyway_schema_history
                  (installed_rank, version, description, type, script, installed_by, execution_time, success)
                values (99, '999', 'next release', 'SQL', 'V999__next_release.sql', 'test', 1, true)
                """);
        });
    }

    private static Map<String, String> actual(DSLContext jooq, String schema) {
        Map<String, String> columns = new TreeMap<>();
        jooq.resultQuery(COLUMNS, DSL.val(schema))
                .forEach(row -> columns.put(
                        row.get(0, String.class) + "." + row.get(1, String.class),
                        row.get(2, String.class) + (row.get(3, Boolean.class) ? " not null" : "")));
        return columns;
    }

    private static Map<String, String> generated(DSLContext jooq) {
        Map<String, String> columns = new TreeMap<>();
        for (Table<?> table : DefaultSchema.DEFAULT_SCHEMA.getTables()) {
            for (Field<?> field : table.fields()) {
                columns.put(
                        table.getName() + "." + field.getName(),
                        typeName(jooq, field.getDataType())
                                + (field.getDataType().nullable() ? "" : " not null"));
            }
        }
        return columns;
    }

    /** As PostgreSQL itself would write it; it drops what it reads between the brackets, so numbers keep theirs. */
    private static String typeName(DSLContext jooq, DataType<?> type) {
        String cast = type.getCastTypeName(jooq.configuration());
        return Set.of("numeric", "decimal").contains(type.getTypeName(jooq.configuration()))
                ? cast.replace(" ", "").replace("decimal", "numeric")
                : String.valueOf(jooq.fetchValue("select {0}::regtype::text", DSL.val(cast)));
    }
}
