package io.meridian.admin.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.base.JsonText;
import org.junit.jupiter.api.Test;

class SnapshotTest {
    @Test
    void whatFitsIsKeptWhole() {
        ObjectNode object = JsonText.object().put("note", "x".repeat(60_000));
        assertThat(Snapshot.of(object)).isEqualTo(JsonText.text(object));
        assertThat(Snapshot.of(null)).isNull();
    }

    @Test
    void ofWhatIsTooLongTheLongMembersAreLeftOut() {
        ObjectNode object = JsonText.object().put("team_id", "t");
        object.putObject("metadata").put("essay", "x".repeat(70_000));
        JsonNode kept = JsonText.stored(String.valueOf(Snapshot.of(object)));
        assertThat(kept.path("team_id").textValue()).isEqualTo("t");
        assertThat(kept.at("/metadata/omitted_characters").intValue()).isEqualTo(70_012);
        assertThat(kept.at("/metadata/sha256").textValue()).hasSize(64);
        object.putObject("metadata").put("essay", "y".repeat(70_000));
        assertThat(JsonText.stored(String.valueOf(Snapshot.of(object)))).isNotEqualTo(kept);
    }

    @Test
    void ofCountlessShortMembersOnlyTheSumIsKept() {
        ObjectNode object = JsonText.object();
        for (int i = 0; i < 20_000; i++) {
            object.put("name" + i, i);
        }
        JsonNode kept = JsonText.stored(String.valueOf(Snapshot.of(object)));
        assertThat(kept).hasSize(2);
        assertThat(kept.has("sha256")).isTrue();
    }
}
