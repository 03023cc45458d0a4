package io.meridian.admin.invitation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.admin.AdminStage;
import io.meridian.server.TestGateway;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Invitations as administrators make them, and what whoever got one does with it. */
class InvitationsIT {
    private static AdminStage stage;

    @BeforeAll
    static void start() {
        stage = AdminStage.start();
        stage.userWithKey("guest", "internal_user");
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @Test
    void anInvitationHoldsForSevenDaysAndIsNotFoundInTheDatabase() {
        JsonNode made = invited();
        assertThat(id(made)).hasSize(32).isNotEqualTo(id(invited()));
        assertThat(made.path("user_id").textValue()).isEqualTo("guest");
        assertThat(made.path("is_accepted").booleanValue()).isFalse();
        assertThat(Duration.between(
                        Instant.parse(made.path("created_at").textValue()),
                        Instant.parse(made.path("expires_at").textValue())))
                .isEqualTo(Duration.ofDays(7));
        assertThat(stage.get("/invitation/info?invitation_id=" + id(made))).isEqualTo(made);
        assertThat(stage.number(
                        "select count(*) from meridian.invitation i where i::text like ?", "%" + id(made) + "%"))
                .isZero();
        stage.post("/invitation/delete", "{\"invitation_id\":\"%s\"}".formatted(id(made)));
        assertThat(stage.gateway()
                        .get("/invitation/info?invitation_id=" + id(made), TestGateway.MASTER_KEY)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void nobodyUnknownIsInvited() {
        HttpResponse<String> answer =
                stage.gateway().post("/invitation/new", TestGateway.MASTER_KEY, "{\"user_id\":\"nowhere\"}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("LiteLLM_UserTable");
        assertThat(stage.gateway()
                        .post("/invitation/new", TestGateway.MASTER_KEY, "{}")
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void aLinkSetsThePasswordOnce() {
        String link = id(invited());
        HttpResponse<String> looked = look(link);
        assertThat(looked.statusCode()).as(looked.body()).isEqualTo(200);
        assertThat(TestGateway.json(looked).path("user_id").textValue()).isEqualTo("guest");
        assertThat(claim(link, "guest", "short").statusCode()).isEqualTo(400);
        assertThat(claim(link, "somebody else", "long enough").statusCode()).isEqualTo(401);
        HttpResponse<String> claimed = claim(link, "guest", "long enough");
        assertThat(claimed.statusCode()).as(claimed.body()).isEqualTo(200);
        assertThat(claimed.body()).doesNotContain("long enough", "pbkdf2");
        assertThat(stage.number("select count(*) from meridian.gateway_user where user_id = 'guest'"
                        + " and password_hash like 'pbkdf2-%'"))
                .isEqualTo(1);
        assertThat(claim(link, "guest", "another one").statusCode()).isEqualTo(401);
        assertThat(look(link).statusCode()).isEqualTo(401);
        assertThat(stage.get("/invitation/info?invitation_id=" + link)
                        .path("is_accepted")
                        .booleanValue())
                .isTrue();
    }

    @Test
    void ofManyWhoComeAtOnceOneIsLetIn() throws Exception {
        String link = id(invited());
        List<Callable<Integer>> claims = IntStream.range(0, 6)
                .<Callable<Integer>>mapToObj(number ->
                        () -> claim(link, "guest", "password " + number).statusCode())
                .toList();
        int let = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> claim : threads.invokeAll(claims)) {
                let += claim.get() == 200 ? 1 : 0;
            }
        }
        assertThat(let).isEqualTo(1);
    }

    @Test
    void aLinkThatIsOverOpensNothing() {
        String link = id(invited());
        stage.execute("update meridian.invitation set expires_at = now() - interval '1 second'");
        assertThat(look(link).statusCode()).isEqualTo(401);
        assertThat(claim(link, "guest", "long enough").statusCode()).isEqualTo(401);
        assertThat(look("invented").statusCode()).isEqualTo(401);
        String withdrawn = id(invited());
        stage.post("/invitation/update", "{\"invitation_id\":\"%s\",\"is_accepted\":true}".formatted(withdrawn));
        assertThat(look(withdrawn).statusCode()).isEqualTo(401);
    }

    private static JsonNode invited() {
        return stage.post("/invitation/new", "{\"user_id\":\"guest\"}");
    }

    private static String id(JsonNode invitation) {
        return invitation.path("id").textValue();
    }

    /** Nobody who was invited has a key yet. */
    private static HttpResponse<String> look(String link) {
        return stage.gateway()
                .send(HttpRequest.newBuilder(stage.gateway().uri().resolve("/onboarding/get_token?invite_link=" + link))
                        .build());
    }

    private static HttpResponse<String> claim(String link, String user, String password) {
        return stage.gateway()
                .send(HttpRequest.newBuilder(stage.gateway().uri().resolve("/onboarding/claim_token"))
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"invitation_link\":\"%s\",\"user_id\":\"%s\",\"password\":\"%s\"}"
                                        .formatted(link, user, password)))
                        .build());
    }
}
