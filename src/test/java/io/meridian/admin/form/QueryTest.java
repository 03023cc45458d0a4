package io.meridian.admin.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.base.GatewayException;
import io.meridian.testing.FakeExchange;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {
    @Test
    void whatIsAbsentOrEmptyIsAbsent() {
        Query query = query("empty", "");
        assertThat(query.text("empty")).isEmpty();
        assertThat(query.text("absent")).isEmpty();
        assertThat(query.integer("absent", 7, 1, 10)).isEqualTo(7);
        assertThat(query.flag("absent", true)).isTrue();
        assertThat(query.decimal("empty")).isEmpty();
        assertThat(query.texts("empty")).isEmpty();
        query.check();
    }

    @Test
    void aListHasItsPartsOnce() {
        assertThat(query("ids", "a, b,,a").texts("ids")).isEqualTo(List.of("a", "b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "11", "1.5", "one", "99999999999999999999", "-"})
    void aNumberOutOfBoundsIsRefusedByName(String sent) {
        requireRefused(query("page", sent), query -> query.integer("page", 1, 1, 10), "page");
    }

    @ParameterizedTest
    @ValueSource(strings = {"much", "1e99999", "NaN", "--1"})
    void aMonstrousAmountIsRefusedByName(String sent) {
        requireRefused(query("least", sent), query -> query.decimal("least"), "least");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "\ud800"})
    void whatCannotBeStoredIsRefusedByName(String sent) {
        requireRefused(query("id", sent), query -> query.text("id"), "id");
        assertThatThrownBy(() -> Query.storable(sent, "id")).isInstanceOf(GatewayException.Unprocessable.class);
    }

    @Test
    void whatMustBeThereIsAskedFor() {
        assertThatThrownBy(() -> query("a", "b").requireText("id")).isInstanceOf(GatewayException.Unprocessable.class);
        assertThat(query("id", "b").requireText("id")).isEqualTo("b");
    }

    private static void requireRefused(Query query, Consumer<Query> read, String name) {
        assertThatThrownBy(() -> {
                    read.accept(query);
                    query.check();
                })
                .isInstanceOfSatisfying(
                        GatewayException.Unprocessable.class,
                        refused -> assertThat(refused.problems().getFirst().location())
                                .isEqualTo(List.of("query", name)));
    }

    private static Query query(String name, String value) {
        return Query.of(FakeExchange.of("GET", "/").query(name, value).exchange());
    }
}
