package io.meridian.admin.form;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.base.JsonText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MasksTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"sk-a-long-secret\"|sk-a****",
                "\"short\"|****",
                "\"elevenchars\"|****",
                "123456789012345|****",
                "{\"a\":\"sk-a-long-secret\"}|****"
            })
    void showsHowALongOneBegins(String value, String mask) {
        assertThat(Masks.of(JsonText.stored(value)).textValue()).isEqualTo(mask);
    }

    @Test
    void masksWhatIsNotHarmlessInACopy() {
        ObjectNode values = JsonText.object().put("open", "x").put("key", "sk-a-long-secret");
        assertThat(JsonText.text(Masks.of(values, (name, _) -> name.equals("open"))))
                .isEqualTo("{\"open\":\"x\",\"key\":\"sk-a****\"}");
        assertThat(values.path("key").textValue()).isEqualTo("sk-a-long-secret");
    }

    @Test
    void putsWhatIsSentOverWhatIsStoredButForMasksThatComeBack() {
        ObjectNode stored = JsonText.object()
                .put("kept", "sk-a-long-secret")
                .put("changed", "sk-a-long-secret")
                .put("gone", "x")
                .put("open", "x");
        ObjectNode sent = JsonText.object()
                .put("kept", "sk-a****")
                .put("changed", "sk-b****")
                .putNull("gone")
                .put("open", "****")
                .put("added", false);
        Masks.merge(stored, sent, (name, _) -> name.equals("open"));
        assertThat(JsonText.text(stored))
                .isEqualTo(
                        "{\"kept\":\"sk-a-long-secret\",\"changed\":\"sk-b****\",\"open\":\"****\",\"added\":false}");
    }
}
