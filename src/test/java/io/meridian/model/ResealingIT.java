package io.meridian.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import io.meridian.base.Sealer;
import io.meridian.base.Secret;
import io.meridian.directory.Stamps;
import io.meridian.store.Database;
import io.meridian.store.DatabaseSettings;
import io.meridian.store.Migrations;
import io.meridian.testing.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ResealingIT {
    private static final Secret OLD = new Secret("sk-old-salt");
    private static final Secret NEW = new Secret("sk-new-salt");
    private static final Optional<Sealer> BEFORE = Optional.of(new Sealer(OLD, List.of()));
    private static final Optional<Sealer> BOTH = Optional.of(new Sealer(NEW, List.of(OLD)));
    private static final Optional<Sealer> AFTER = Optional.of(new Sealer(NEW, List.of()));
    private static final Stamps STAMPS = Stamps.made(Instant.parse("2026-11-01T00:00:00Z"), "somebody");
    private static final Values VALUES =
            Values.of(JsonText.object().put("model", "openai/x").put("rpm", 5));

    private Database database;

    @BeforeEach
    void open() {
        DatabaseSettings settings = new TestDatabase().settings("meridian");
        Migrations.migrate(settings);
        database = Database.open(settings, new MetricRegistry());
        IntStream.range(0, 7).forEach(i -> make("m-" + i));
        database.transact(transaction -> {
            SettingStore settingsBefore = new SettingStore(database, BEFORE);
            settingsBefore.findForUpdate(transaction, SettingStore.ENVIRONMENT, STAMPS);
            settingsBefore.update(
                    transaction, SettingStore.ENVIRONMENT, JsonText.object().put("KEY", "sk-of-a-variable"), STAMPS);
        });
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void make(String id) {
        database.transact(transaction -> new ModelStore(database, BEFORE)
                .create(transaction, new StoredModel(id, id, VALUES, "{}", false, STAMPS)));
    }

    @Test
    void oneThatWasInterruptedLosesNothingAndIsTakenUpAgain() {
        Resealing resealing = new Resealing(database, BOTH);
        Resealed reached = resealing.step(Resealed.START, 3, false);
        assertThat(reached.renewed()).isEqualTo(3);
        assertThat(reached.isComplete()).isFalse();
        // here its process died: some rows are under the new key, the others under the old one
        assertThat(readable(BOTH)).isEqualTo(7);
        assertThat(readable(BEFORE)).isEqualTo(4);
        assertThat(readable(AFTER)).isEqualTo(3);

        Resealed rest = new Resealing(database, BOTH).run(false);
        assertThat(rest.renewed()).isEqualTo(5);
        assertThat(rest.rows()).isEqualTo(8);
        assertThat(readable(AFTER)).isEqualTo(7);
        assertThat(new Resealing(database, BOTH).run(false).renewed()).isZero();
        assertThat(new SettingStore(database, AFTER)
                        .find(SettingStore.ENVIRONMENT)
                        .tree()
                        .path("KEY")
                        .textValue())
                .isEqualTo("sk-of-a-variable");
    }

    @Test
    void aBatchThatFailsLeavesItsRowsAsTheyWere() {
        assertThatThrownBy(() -> database.transact(transaction -> {
                    new SealedRowStore(BOTH).reseal(transaction, Resealed.START, 3, false);
                    throw new IllegalStateException("killed");
                }))
                .hasMessage("killed");
        assertThat(readable(BEFORE)).isEqualTo(7);
    }

    @Test
    void aDryRunOnlyCounts() {
        assertThat(new Resealing(database, BOTH).run(true).renewed()).isEqualTo(8);
        assertThat(readable(BEFORE)).isEqualTo(7);
    }

    @Test
    void changesNothingButTheSeals() {
        StoredModel before = new ModelStore(database, BEFORE).find("m-3").orElseThrow();
        new Resealing(database, BOTH).run(false);
        assertThat(new ModelStore(database, AFTER).find("m-3")).contains(before);
    }

    @Test
    void withoutAnyKeyNothingIsStoredAndNothingIsLost() {
        ModelStore keyless = new ModelStore(database, Optional.empty());
        StoredModel model = new StoredModel("x", "x", VALUES, "{}", false, STAMPS);
        assertThatThrownBy(() -> database.transact(transaction -> keyless.create(transaction, model)))
                .isInstanceOf(GatewayException.NotEnabled.class)
                .hasMessageContaining("LITELLM_SALT_KEY");
        assertThat(keyless.find("m-0").orElseThrow().params().fault())
                .hasValueSatisfying(fault -> assertThat(fault).contains("no salt key is configured"));
        assertThat(new Resealing(database, Optional.empty()).run(false).unreadable())
                .hasSize(8);
        assertThat(readable(BEFORE)).isEqualTo(7);
    }

    private long readable(Optional<Sealer> sealer) {
        return new ModelStore(database, sealer)
                .all().stream().filter(model -> model.params().equals(VALUES)).count();
    }
}
