package io.meridian.admin.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.auth.KeyHash;
import io.meridian.server.TestGateway;
import io.meridian.testing.TestDatabase;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The audit log as administrators read it: 25 keys made by Ada, of which Bob blocked and deleted one. */
class AuditRoutesIT {
    private static final TestDatabase DATABASE = new TestDatabase();

    private static TestGateway gateway;
    private static AuditRows sql;
    private static String blocked = "";
    private static String internal = "";

    @BeforeAll
    static void start() {
        gateway = TestGateway.setup().with("DATABASE_URL", DATABASE.url()).start();
        sql = new AuditRows(DATABASE);
        for (int i = 0; i < 25; i++) {
            internal = act("ada", "/key/generate", "{\"user_id\": \"u\"}")
                    .path("key")
                    .textValue();
            if (i == 0) {
                blocked = internal;
            }
        }
        act("bob", "/key/block", "{\"key\": \"%s\"}".formatted(blocked));
        act("bob", "/key/delete", "{\"keys\": [\"%s\"]}".formatted(blocked));
    }

    @AfterAll
    static void stop() {
        sql.close();
        gateway.close();
    }

    @Test
    void theNewestComeFirstTenOnAPage() {
        JsonNode page = list("");
        assertThat(page.path("total").intValue()).isEqualTo(27);
        assertThat(page.path("page").intValue()).isEqualTo(1);
        assertThat(page.path("page_size").intValue()).isEqualTo(10);
        assertThat(page.path("total_pages").intValue()).isEqualTo(3);
        assertThat(page.path("audit_logs")).hasSize(10);
        JsonNode first = page.at("/audit_logs/0");
        assertThat(first.path("action").textValue()).isEqualTo("deleted");
        assertThat(first.path("changed_by").textValue()).isEqualTo("bob");
        assertThat(first.path("changed_by_api_key").textValue()).isEqualTo("litellm_proxy_master_key");
        assertThat(first.path("table_name").textValue()).isEqualTo("LiteLLM_VerificationToken");
        assertThat(first.path("object_id").textValue())
                .isEqualTo(KeyHash.of(blocked).hex());
        assertThat(first.at("/before_value/blocked").booleanValue()).isTrue();
        assertThat(first.path("updated_values").isNull()).isTrue();
        assertThat(first.path("updated_at").textValue()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    }

    @Test
    void pagesHoldEveryRowOnce() {
        List<String> ids = new ArrayList<>();
        for (int page = 1; page <= 4; page++) {
            list("page_size=8&sort_by=action&sort_order=asc&page=" + page)
                    .path("audit_logs")
                    .forEach(row -> ids.add(row.path("id").textValue()));
        }
        assertThat(ids).hasSize(27).doesNotHaveDuplicates();
        assertThat(list("page=99999").path("audit_logs")).isEmpty();
        assertThat(list("page_size=100").path("audit_logs")).hasSize(27);
    }

    @ParameterizedTest
    @CsvSource({
        "changed_by=ada, 25",
        "changed_by=bob, 2",
        "changed_by=a%25, 0",
        "changed_by=_da, 0",
        "changed_by_api_key=litellm_proxy_master_key, 27",
        "action=blocked, 1",
        "action=created&changed_by=bob, 0",
        "table_name=LiteLLM_VerificationToken, 27",
        "table_name=LiteLLM_TeamTable, 0",
        "object_id=nobody, 0",
        "start_date=2020-01-01, 27",
        "start_date=2999-01-01, 0",
        "end_date=2020-01-01T00:00:00Z, 0",
        "end_date=2999-12-31, 27",
        "changed_by=, 27"
    })
    void rowsAreFiltered(String query, int total) {
        assertThat(list(query).path("total").intValue()).isEqualTo(total);
    }

    @Test
    void allRowsOfOneObjectAreFound() {
        JsonNode found = list("object_id=" + KeyHash.of(blocked).hex() + "&sort_order=asc");
        assertThat(found.path("audit_logs"))
                .extracting(row -> row.path("action").textValue())
                .containsExactly("created", "blocked", "deleted");
        String today = found.at("/audit_logs/0/updated_at").textValue().substring(0, 10);
        assertThat(list("start_date=" + today).path("total").intValue()).isEqualTo(27);
        String moment = found.at("/audit_logs/2/updated_at").textValue();
        assertThat(list("start_date=" + moment).path("total").intValue()).isEqualTo(1);
        assertThat(list("end_date=" + moment).path("total").intValue()).isEqualTo(27);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "page=0",
                "page=-1",
                "page=x",
                "page=99999999999",
                "page_size=0",
                "page_size=101",
                "page_size=1.5",
                "start_date=yesterday",
                "end_date=2026-13-01",
                "start_date=+999999999-12-31T23:59:59Z",
                "sort_by=mac",
                "sort_by=updated_at;drop",
                "sort_order=up",
                "changed_by=%00",
                "object_id=a%00b"
            })
    void aParameterThatMakesNoSenseIsNamed(String query) {
        HttpResponse<String> answer = gateway.get("/audit?" + query, TestGateway.MASTER_KEY);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(TestGateway.json(answer).at("/detail/0/loc").toString())
                .isEqualTo("[\"query\",\"%s\"]".formatted(query.substring(0, query.indexOf('='))));
    }

    @Test
    void oneRowIsFoundByItsId() {
        JsonNode row = list("page_size=1").at("/audit_logs/0");
        HttpResponse<String> answer = gateway.get("/audit/" + row.path("id").textValue(), TestGateway.MASTER_KEY);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(TestGateway.json(answer)).isEqualTo(row);
    }

    @Test
    void anUnknownRowIsNotFound() {
        for (String id : List.of(UUID.randomUUID().toString(), "1", "1-1-1-1-1", "x".repeat(200))) {
            HttpResponse<String> answer = gateway.get("/audit/" + id, TestGateway.MASTER_KEY);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
            assertThat(TestGateway.json(answer).at("/error/message").textValue())
                    .contains("not found");
        }
    }

    @Test
    void onlyAdministratorsReadIt() {
        for (String path : List.of("/audit", "/audit/verify", "/audit/" + UUID.randomUUID())) {
            assertThat(gateway.get(path, internal).statusCode()).as(path).isEqualTo(401);
            assertThat(gateway.get(path, "sk-nobody").statusCode()).as(path).isEqualTo(401);
        }
    }

    @Test
    void aWholeTrailIsIntactAndAnAlteredOneIsNot() {
        JsonNode verdict = verify("");
        assertThat(verdict.path("status").textValue()).isEqualTo("intact");
        assertThat(verdict.path("rows").intValue()).isEqualTo(27);
        assertThat(verdict.path("reason").isNull()).isTrue();
        assertThat(verdict.path("first_broken").isNull()).isTrue();
        assertThat(verdict.path("checkpoint").isNull()).isTrue();
        sql.execute("update audit_log set before_value = 'no json' where seq = 26");
        try {
            JsonNode broken = verify("");
            assertThat(broken.path("status").textValue()).isEqualTo("broken");
            assertThat(broken.path("reason").textValue()).isEqualTo("altered");
            assertThat(broken.at("/first_broken/part").textValue()).isEqualTo("row");
            assertThat(broken.at("/first_broken/seq").intValue()).isEqualTo(26);
            assertThat(broken.path("rows").intValue()).isEqualTo(25);
            String id = broken.at("/first_broken/id").textValue();
            HttpResponse<String> row = gateway.get("/audit/" + id, TestGateway.MASTER_KEY);
            assertThat(TestGateway.json(row).path("before_value").textValue()).isEqualTo("no json");
        } finally {
            sql.execute("update audit_log set before_value = (select updated_values from audit_log where seq = 1)"
                    + " where seq = 26");
        }
        assertThat(verify("").path("status").textValue()).isEqualTo("intact");
    }

    @Test
    void aLoggedHeadIsCompared() {
        String mac =
                sql.query("select mac from audit_log where seq = 9").getFirst().get("mac");
        assertThat(verify("?head=9:" + mac).path("status").textValue()).isEqualTo("intact");
        assertThat(verify("?head=8:" + mac).path("reason").textValue()).isEqualTo("cut_off");
        for (String head : List.of("9", "9:", "x:" + mac, "0:" + mac, "-1:" + mac, "9:" + mac + "0", "%00")) {
            HttpResponse<String> answer = gateway.get("/audit/verify?head=" + head, TestGateway.MASTER_KEY);
            assertThat(answer.statusCode()).as(head).isEqualTo(422);
        }
    }

    @Test
    void theEndIsSignedWhenTheGatewayStops() {
        TestDatabase database = new TestDatabase();
        TestGateway brief =
                TestGateway.setup().with("DATABASE_URL", database.url()).start();
        try {
            brief.newKey("{}");
        } finally {
            brief.close();
        }
        try (AuditRows rows = new AuditRows(database)) {
            assertThat(rows.query("select head.seq from audit_head head join audit_log using (seq, mac)"))
                    .hasSize(1);
        }
    }

    @Test
    void withoutADatabaseThereIsNothingToRead() {
        try (TestGateway empty = TestGateway.setup().start()) {
            for (String path : List.of("/audit", "/audit/verify", "/audit/" + UUID.randomUUID())) {
                HttpResponse<String> answer = empty.get(path, TestGateway.MASTER_KEY);
                assertThat(answer.statusCode()).isEqualTo(500);
                assertThat(TestGateway.json(answer).at("/error/type").textValue())
                        .isEqualTo("no_db_connection");
            }
        }
    }

    private static JsonNode list(String query) {
        return ok(gateway.get("/audit?" + query, TestGateway.MASTER_KEY));
    }

    private static JsonNode verify(String query) {
        return ok(gateway.get("/audit/verify" + query, TestGateway.MASTER_KEY));
    }

    private static JsonNode act(String name, String path, String body) {
        return ok(gateway.send(gateway.request(path, TestGateway.MASTER_KEY)
                .header("content-type", "application/json")
                .header("litellm-changed-by", name)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build()));
    }

    private static JsonNode ok(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return TestGateway.json(answer);
    }
}
