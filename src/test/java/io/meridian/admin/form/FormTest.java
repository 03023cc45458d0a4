package io.meridian.admin.form;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.base.GatewayException;
import io.meridian.base.GatewayException.Unprocessable.Problem;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fields of a management request, right and wrong ones. */
class FormTest {
    @Test
    void tellsAbsentNullAndSentApart() {
        Form form = form("{\"here\":\"x\",\"cleared\":null}");
        assertThat(form.text("here")).isEqualTo(Sent.of("x"));
        assertThat(form.text("cleared")).isEqualTo(Sent.of(null));
        assertThat(form.text("nowhere")).isEqualTo(Sent.absent());
        assertThat(form.text("here").over("stored")).isEqualTo("x");
        assertThat(form.text("cleared").over("stored")).isNull();
        assertThat(form.text("cleared").over("stored", "standard")).isEqualTo("standard");
        assertThat(form.text("nowhere").over("stored")).isEqualTo("stored");
        assertThat(form.text("nowhere").over("stored", "standard")).isEqualTo("stored");
        assertThat(form.text("here").map(String::length)).isEqualTo(Sent.of(1));
        assertThat(form.text("cleared").map(String::length)).isEqualTo(Sent.of(null));
        assertThat(form.has("cleared")).isTrue();
        assertThat(form.has("nowhere")).isFalse();
        form.check();
    }

    @Test
    void collectsEveryProblemBeforeItRefuses() {
        Form form = form("{\"a\":1,\"b\":\"yes\",\"c\":1.5,\"d\":\"x\",\"e\":[1],\"f\":[]}");
        form.text("a");
        form.flag("b");
        form.integer("c");
        form.decimal("d");
        form.texts("e");
        form.object("f");
        assertThatThrownBy(form::check).isInstanceOfSatisfying(GatewayException.Unprocessable.class, refusal -> {
            assertThat(refusal.status()).isEqualTo(422);
            assertThat(refusal.problems())
                    .extracting(Problem::kind)
                    .containsExactly("string_type", "bool_type", "int_type", "float_type", "list_type", "dict_type");
            assertThat(refusal.problems()).extracting(Problem::location).first().isEqualTo(List.of("body", "a"));
        });
    }

    @ParameterizedTest
    @CsvSource({"0,0", "-5,-5", "7.0,7", "1e3,1000", "9223372036854775807,9223372036854775807"})
    void readsWholeNumbers(String sent, long value) {
        Form form = form("{\"n\":" + sent + "}");
        assertThat(form.integer("n").value()).isEqualTo(value);
        form.check();
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775808", "0.5", "1e99", "1e400", "1e-400", "true", "\"7\"", "[]", "{}"})
    void refusesWhatIsNoWholeNumberOf64Bits(String sent) {
        assertRefused("{\"n\":" + sent + "}", form -> form.integer("n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2147483648", "-2147483649", "0.5", "\"7\""})
    void refusesWhatIsNoWholeNumberOf32Bits(String sent) {
        assertThat(form("{\"n\":2147483647}").smallInteger("n").value()).isEqualTo(Integer.MAX_VALUE);
        assertRefused("{\"n\":" + sent + "}", form -> form.smallInteger("n"));
    }

    @Test
    void keepsEveryDigitOfADecimal() {
        assertThat(form("{\"n\":0.1000000000000000055}").decimal("n").value())
                .isEqualTo(new BigDecimal("0.1000000000000000055"));
        assertThat(form("{\"n\":12}").decimal("n").value()).isEqualTo(new BigDecimal("12"));
    }

    @Test
    void takesTheEmptyTextOfAnEmptyFieldForNull() {
        Form form = form("{\"n\":\"\"}");
        assertThat(form.decimal("n")).isEqualTo(Sent.of(null));
        form.check();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"a\\u0000b\"",
                "\"\\ud800\"",
                "\"\\udc00\\ud800\"",
                "[\"fine\",\"\\u0000\"]",
                "{\"deep\":{\"\\u0000\":1}}",
                "{\"deep\":[{\"x\":\"\\ud83d\"}]}"
            })
    void refusesWhatTheStoreCouldNotKeep(String sent) {
        assertRefused("{\"v\":" + sent + "}", form -> form.any("v"));
    }

    @Test
    void keepsCharactersBeyondTheFirstPlane() {
        Form form = form("{\"v\":\"\\ud83d\\ude00\"}");
        assertThat(form.text("v").value()).isEqualTo("\ud83d\ude00");
        assertThat(form("{\"v\":[\"a\",\"b\"]}").texts("v").value()).containsExactly("a", "b");
        form.check();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"key\":null}", "{\"key\":7}"})
    void asksForATextThatMustBeThere(String body) {
        assertThatThrownBy(() -> form(body).requireText("key"))
                .isInstanceOfSatisfying(
                        GatewayException.Unprocessable.class,
                        refusal -> assertThat(refusal.problems())
                                .singleElement()
                                .satisfies(problem -> assertThat(problem.kind())
                                        .isEqualTo(body.contains("7") ? "string_type" : "missing")));
    }

    @Test
    void ignoresWhatNobodyAsksFor() {
        Form form = form("{\"unknown\":{\"x\":1},\"key\":\"sk-1\"}");
        assertThat(form.requireText("key")).isEqualTo("sk-1");
        assertThatCode(form::check).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "7", "\"x\"", "{", "{\"a\":1,}", "nonsense"})
    void refusesABodyThatIsNoObject(String body) {
        assertThatThrownBy(() -> form(body))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        refusal -> assertThat(refusal.status()).isBetween(400, 499));
    }

    private static void assertRefused(String body, Consumer<Form> field) {
        Form form = form(body);
        field.accept(form);
        assertThatThrownBy(form::check)
                .isInstanceOfSatisfying(
                        GatewayException.Unprocessable.class,
                        refusal -> assertThat(refusal.problems()).hasSize(1));
    }

    private static Form form(String json) {
        return Form.of(json.getBytes(UTF_8));
    }
}
