package io.meridian.admin.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.auth.KeyHash;
import io.meridian.base.JsonText;
import io.meridian.server.TestGateway;
import io.meridian.testing.TestDatabase;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What administrators do with keys leaves exactly the rows it should. */
class AuditTrailIT {
    private static final TestDatabase DATABASE = new TestDatabase();

    private static TestGateway gateway;
    private static AuditRows rows;

    @BeforeAll
    static void start() {
        gateway = TestGateway.setup().with("DATABASE_URL", DATABASE.url()).start();
        rows = new AuditRows(DATABASE);
        gateway.newKey("{}");
    }

    @AfterAll
    static void stop() {
        rows.close();
        gateway.close();
    }

    @BeforeEach
    void forget() {
        rows.mark();
    }

    @Test
    void aNewKeyLeavesOneRow() {
        String key = gateway.newKey("{\"key_alias\": \"a row\", \"max_budget\": 2.5, \"user_id\": \"u\"}");
        Map<String, String> row = rows.only();
        assertThat(row)
                .containsEntry("action", "created")
                .containsEntry("table_name", "LiteLLM_VerificationToken")
                .containsEntry("object_id", KeyHash.of(key).hex())
                .containsEntry("changed_by", "default_user_id")
                .containsEntry("changed_by_api_key", "litellm_proxy_master_key");
        assertThat(row.get("before_value")).isNull();
        JsonNode after = json(row, "updated_values");
        assertThat(after.path("key_alias").textValue()).isEqualTo("a row");
        assertThat(after.path("max_budget").decimalValue()).isEqualByComparingTo("2.5");
        assertThat(after.has("spend")).isFalse();
        assertThat(row.toString()).doesNotContain(key);
    }

    @Test
    void aChangeLeavesWhatWasBeforeAndAfter() {
        String key = gateway.newKey("{\"rpm_limit\": 5}");
        rows.mark();
        ok("/key/update", "{\"key\": \"%s\", \"rpm_limit\": 6, \"key_alias\": \"renamed\"}".formatted(key));
        Map<String, String> row = rows.only();
        assertThat(row)
                .containsEntry("action", "updated")
                .containsEntry("object_id", KeyHash.of(key).hex());
        JsonNode before = json(row, "before_value");
        JsonNode after = json(row, "updated_values");
        assertThat(before.path("rpm_limit").intValue()).isEqualTo(5);
        assertThat(before.path("key_alias").isNull()).isTrue();
        assertThat(after.path("rpm_limit").intValue()).isEqualTo(6);
        assertThat(after.path("key_alias").textValue()).isEqualTo("renamed");
    }

    @Test
    void blockingAndUnblockingAreDeedsOfTheirOwn() {
        String key = gateway.newKey("{}");
        rows.mark();
        ok("/key/block", "{\"key\": \"%s\"}".formatted(key));
        ok("/key/unblock", "{\"key\": \"%s\"}".formatted(key));
        assertThat(rows.all()).extracting(row -> row.get("action")).containsExactly("blocked", "unblocked");
        assertThat(json(rows.all().getFirst(), "before_value").path("blocked").isNull())
                .isTrue();
        assertThat(json(rows.all().getFirst(), "updated_values").path("blocked").booleanValue())
                .isTrue();
    }

    @Test
    void everyDeletedKeyLeavesARow() {
        List<String> keys = new ArrayList<>();
        List<String> hashes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            keys.add('"' + gateway.newKey("{\"rpm_limit\": 7}") + '"');
            hashes.add(KeyHash.of(keys.getLast().substring(1, keys.getLast().length() - 1))
                    .hex());
        }
        rows.mark();
        keys.add("\"sk-nobody-has-this-one\"");
        ok("/key/delete", "{\"keys\": %s}".formatted(keys));
        assertThat(rows.all()).extracting(row -> row.get("object_id")).containsExactlyInAnyOrderElementsOf(hashes);
        assertThat(rows.all()).allSatisfy(row -> {
            assertThat(row).containsEntry("action", "deleted").containsEntry("updated_values", null);
            assertThat(json(row, "before_value").path("rpm_limit").intValue()).isEqualTo(7);
        });
    }

    @Test
    void whatIsRefusedLeavesNothing() {
        gateway.newKey("{\"key_alias\": \"taken\"}");
        String other = gateway.newKey("{}");
        rows.mark();
        assertThat(post("/key/generate", "{\"key_alias\": \"taken\"}").statusCode())
                .isEqualTo(400);
        assertThat(post("/key/update", "{\"key\": \"%s\", \"key_alias\": \"taken\"}".formatted(other))
                        .statusCode())
                .isEqualTo(400);
        assertThat(post("/key/generate", "{\"rpm_limit\": -1}").statusCode()).isEqualTo(400);
        assertThat(post("/key/block", "{\"key\": \"sk-unknown-key\"}").statusCode())
                .isEqualTo(404);
        assertThat(post("/key/delete", "{\"keys\": [\"sk-unknown-key\"]}").statusCode())
                .isEqualTo(404);
        assertThat(rows.all()).isEmpty();
    }

    @Test
    void anAdministratorActsInTheNameOfSomebody() {
        HttpRequest request = gateway.request("/key/generate", TestGateway.MASTER_KEY)
                .header("content-type", "application/json")
                .header("litellm-changed-by", " ada@example.com ")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        assertThat(gateway.send(request).statusCode()).isEqualTo(200);
        assertThat(rows.only())
                .containsEntry("changed_by", "ada@example.com")
                .containsEntry("changed_by_api_key", "litellm_proxy_master_key");
    }

    @Test
    void aNameBeyondAllBoundsIsRefused() {
        HttpRequest request = gateway.request("/key/generate", TestGateway.MASTER_KEY)
                .header("content-type", "application/json")
                .header("litellm-changed-by", "x".repeat(257))
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        assertThat(gateway.send(request).statusCode()).isEqualTo(400);
        assertThat(rows.all()).isEmpty();
    }

    private static JsonNode json(Map<String, String> row, String column) {
        return JsonText.stored(String.valueOf(row.get(column)));
    }

    private static void ok(String path, String body) {
        HttpResponse<String> answer = post(path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static HttpResponse<String> post(String path, String body) {
        return gateway.post(path, TestGateway.MASTER_KEY, body);
    }
}
