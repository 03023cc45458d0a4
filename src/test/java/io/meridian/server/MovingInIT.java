package io.meridian.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.auth.KeyHash;
import io.meridian.server.MovingStage.Run;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Moving in from a LiteLLM database by {@code java -jar meridian.war import}. */
class MovingInIT {
    private static final String MARKS = "select count(*) from meridian.import_mark";
    private static final String SPENT =
            "select scope, count(*), sum(amount_nano) from meridian.spent group by 1 order by 1";
    private static final String CALL = "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    private final MovingStage stage = new MovingStage();

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void keysInTheFieldGoOnWorkingWithTheModelsTheyHad() {
        Run moved = stage.move();
        assertThat(moved.code()).as(String.join("\n", moved.lines())).isZero();
        TestGateway gateway = stage.gateway();

        for (String model : List.of("moved", "fast")) {
            HttpResponse<String> answer = gateway.post("/v1/chat/completions", "sk-moved-first", CALL.formatted(model));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
        assertThat(stage.upstream().lastRequest().model()).isEqualTo("inner-model");
        assertThat(stage.upstream().lastRequest().header("authorization")).contains("Bearer sk-proj-abc");

        JsonNode key = TestGateway.json(
                        gateway.get("/key/info?key=" + KeyHash.of("sk-moved-first"), TestGateway.MASTER_KEY))
                .path("info");
        assertThat(key.path("key_alias").textValue()).isEqualTo("twice");
        assertThat(key.path("metadata").path("note").textValue()).isEqualTo("kept");
        assertThat(key.path("spend").doubleValue()).isGreaterThanOrEqualTo(0.125);
        assertThat(gateway.post("/v1/chat/completions", "sk-moved-late", CALL.formatted("moved"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(gateway.post("/v1/chat/completions", "sk-moved-orphan", CALL.formatted("moved"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(stage.rows("select litellm_params::text from meridian.model").toString())
                .doesNotContain("inner-model", "sk-proj", "AQIDBAUG");
    }

    @Test
    void nothingThatIsWrongStopsItAndAllOfItIsReported() {
        Run moved = stage.move();
        assertThat(moved.lines().getLast()).isEqualTo("Done.");
        assertThat(moved.line("budgets:")).isEqualTo("budgets: 3 new, 1 not taken");
        assertThat(moved.line("organizations:")).isEqualTo("organizations: 2 new");
        assertThat(moved.line("users:")).isEqualTo("users: 3 new");
        assertThat(moved.line("organization members:")).isEqualTo("organization members: 1 new, 1 not taken");
        assertThat(moved.line("teams:")).isEqualTo("teams: 2 new");
        assertThat(moved.line("team members:")).isEqualTo("team members: 1 new, 2 not taken");
        assertThat(moved.line("projects:")).isEqualTo("projects: 1 new, 1 not taken");
        assertThat(moved.line("customers:")).isEqualTo("customers: 1 new");
        assertThat(moved.line("models:")).isEqualTo("models: 1 new, 1 not taken");
        assertThat(moved.line("keys:")).isEqualTo("keys: 454 new, 2 not taken");
        assertThat(String.join("\n", moved.lines()))
                .contains(
                        "not taken, for its budget_id is longer than 255 characters: bbb",
                        "taken without budget_duration, which cannot be read, so that nothing is renewed: b-odd",
                        "taken without budget_id, which names none that is here: org-poor",
                        "taken without an e-mail address that another user has: u-2",
                        "taken as internal_user, for user_role is missing: u-2",
                        "its user or its organization is not here: org-1 u-9",
                        "taken without organization_id, which names none that is here: t-2",
                        "taken without max_budget, which is no number: t-2",
                        "not taken, for its user or its team is not here: t-1 ghost",
                        "not taken, for the list names no user_id: t-1 -",
                        "not taken, for its api_key was sealed under another salt key",
                        "not taken, for its token is no SHA-256 of a key: not-a-hash",
                        "not taken, for it is the session of somebody who was logged in there: eee",
                        "taken without an alias that another key has: fff",
                        "taken though team_id names none that is here, so that its limits do not count: "
                                + KeyHash.of("sk-moved-orphan"),
                        "no members, for the list of the team does not name them: t-1 u-2, t-9 u-2",
                        "Passwords: none taken of 1",
                        "Not read, and not empty: LiteLLM_Config");
        assertThat(stage.rows("select role from meridian.team_member")).containsExactly("admin");
    }

    @Test
    void budgetsGoOnWhereTheyWere() {
        stage.move();
        assertThat(stage.rows(SPENT))
                .containsExactly(
                        "api_key|452|457125000000",
                        "end_user|1|500000000",
                        "organization|1|12500000000",
                        "tag|1|4000000000",
                        // t-2's period has ended, whoever may not have noticed there
                        "team|1|2500000000",
                        "team_member|1|750000000",
                        "user|1|1250000000");
        // of ten days, six have passed
        assertThat(stage.rows("select period_start = ((now() at time zone 'utc')::date - 6)::timestamp"
                        + " at time zone 'utc' from meridian.spent where scope = 'team'"))
                .containsExactly("t");
    }

    @Test
    void aSecondImportFindsEverythingAsItWas() {
        stage.move();
        String before = everything();
        Run again = stage.move();
        assertThat(again.code()).isZero();
        assertThat(again.line("keys:")).isEqualTo("keys: 454 as before, 2 not taken");
        assertThat(again.lines()).noneMatch(line -> line.matches(".*\\d new.*"));
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void whatChangedThereIsTakenAndWhatChangedHereStays() {
        stage.move();
        TestGateway gateway = stage.gateway();
        String first = KeyHash.of("sk-moved-first").hex();
        String late = KeyHash.of("sk-moved-late").hex();
        assertThat(gateway.post("/key/update", TestGateway.MASTER_KEY, "{\"key\":\"" + first + "\",\"rpm_limit\":3}")
                        .statusCode())
                .isEqualTo(200);
        gateway.post("/key/delete", TestGateway.MASTER_KEY, "{\"keys\":[\"" + late + "\"]}");
        stage.sql("update \"LiteLLM_VerificationToken\" set rpm_limit = 9, spend = coalesce(spend, 0) + 1"
                + " where token in ('" + first + "', '" + late + "', '" + "f".repeat(64) + "')");
        long seen = Long.parseLong(
                stage.rows("select max(seq) from meridian.change_log").getFirst());

        Run again = stage.move();
        assertThat(again.line("keys:"))
                .isEqualTo("keys: 1 changed, 451 as before, 1 changed here and left alone,"
                        + " 1 deleted or replaced here and left out, 2 not taken");
        assertThat(again.line("changed here")).endsWith(first);
        assertThat(again.line("deleted or replaced")).endsWith(late);
        assertThat(stage.rows("select rpm_limit from meridian.virtual_key where rpm_limit is not null order by 1"))
                .containsExactly("3", "9");
        assertThat(stage.rows("select id from meridian.change_log where seq > " + seen))
                .containsExactly("f".repeat(64));
        assertThat(stage.rows("select amount_nano from meridian.spent where id = '" + "f".repeat(64) + "'"))
                .containsExactly("8000000000");
    }

    @Test
    void oneThatBreaksOffIsCompletedByTheNext() {
        stage.run(List.of("views"));
        stage.sql("""
            create function meridian.break_off() returns trigger language plpgsql as $$
            begin
              perform pg_terminate_backend(pg_backend_pid());
              return new;
            end $$;
            create trigger break_off before insert on meridian.virtual_key for each row
              when (new.token like 'f%%') execute function meridian.break_off()
            """.replace("%%", "%"));
        Run broken = stage.move();
        assertThat(broken.code()).isEqualTo(1);
        assertThat(broken.lines().getLast()).contains("Run the import again");
        long half = Long.parseLong(
                stage.rows("select count(*) from meridian.virtual_key").getFirst());
        assertThat(half).isBetween(200L, 450L);

        stage.sql("drop trigger break_off on meridian.virtual_key");
        Run completed = stage.move();
        assertThat(completed.line("keys:"))
                .isEqualTo("keys: %d new, %d as before, 2 not taken".formatted(454 - half, half));
        try (MovingStage other = new MovingStage()) {
            other.move();
            assertThat(stage.rows(SPENT)).isEqualTo(other.rows(SPENT));
            assertThat(stage.rows(MARKS)).isEqualTo(other.rows(MARKS));
        }
    }

    @Test
    void oneRowThatIsRefusedCostsNoOther() {
        stage.run(List.of("views"));
        stage.sql("alter table meridian.virtual_key add constraint odd check (token not like 'ff%')");
        Run moved = stage.move();
        assertThat(moved.code()).isZero();
        assertThat(moved.line("not taken, for it contradicts what is here")).contains("ffff");
        assertThat(stage.rows("select count(*) from meridian.virtual_key where token not like 'ff%'"))
                .isEqualTo(stage.rows("select count(*) from public.\"LiteLLM_VerificationToken\""
                        + " where token ~ '^[0-9a-f]{64}$' and token not like 'ff%' and token not like 'eeee%'"));
    }

    @Test
    void aDryRunSaysTheSameAndWritesNothing() {
        Run dry = stage.move("--dry-run");
        assertThat(dry.code()).isZero();
        assertThat(stage.rows(MARKS)).containsExactly("0");
        assertThat(stage.rows("select count(*) from meridian.virtual_key")).containsExactly("0");
        Run moved = stage.move();
        assertThat(dry.lines().subList(0, dry.lines().size() - 1))
                .isEqualTo(moved.lines().subList(0, moved.lines().size() - 1));
    }

    @Test
    void theDatabaseToImportFromIsNeverWritten() {
        String query = "select md5(string_agg(t::text, ',' order by t::text)) from \"LiteLLM_VerificationToken\" t";
        List<String> before = stage.rows(query);
        stage.move();
        assertThat(stage.rows(query)).isEqualTo(before);
        assertThat(stage.run(List.of("import", "--from", stage.url() + "x")).code())
                .isEqualTo(1);
        assertThat(stage.run(List.of("import", "--from", "mysql://x")).code()).isEqualTo(2);
    }

    @Test
    void viewsShowWhatDashboardsExpectAndNothingElse() {
        stage.move();
        assertThat(stage.rows("select key_alias, spend, team_id from litellm_compat.\"LiteLLM_VerificationToken\""
                        + " where key_alias is not null"))
                .containsExactly("twice|0.125|t-1");
        assertThat(stage.rows("select team_id, members_with_roles::text, spend"
                        + " from litellm_compat.\"LiteLLM_TeamTable\" where team_id = 't-1'"))
                .containsExactly("t-1|[{\"role\": \"admin\", \"user_id\": \"u-1\"}]|2.5");
        assertThat(stage.rows("select total_spend from litellm_compat.\"LiteLLM_TeamMembership\""))
                .containsExactly("0.75");
        assertThat(stage.rows("select table_name from information_schema.columns where table_schema = 'litellm_compat'"
                        + " and column_name ~ 'password|litellm_params|credential_values'"))
                .isEmpty();
        assertThatThrownBy(() -> stage.sql("delete from litellm_compat.\"LiteLLM_VerificationToken\""))
                .hasMessageContaining("cannot delete from view");
    }

    @Test
    void viewsTakeNoNameThatATableHas() {
        Run made = stage.run(List.of("views", "--schema=public"));
        assertThat(made.code()).isZero();
        assertThat(made.lines().getFirst())
                .contains("LiteLLM_DailyUserSpend")
                .doesNotContain("LiteLLM_VerificationToken");
        assertThat(stage.rows(
                        "select relkind from pg_class where oid = 'public.\"LiteLLM_VerificationToken\"'::regclass"))
                .containsExactly("r");
        assertThat(stage.run(List.of("views")).lines().getFirst())
                .startsWith("Views in schema litellm_compat: LiteLLM_VerificationToken");
    }

    private String everything() {
        return stage.rows("select (select md5(string_agg(k::text, ',' order by token)) from meridian.virtual_key k),"
                        + " (select md5(string_agg(t::text, ',' order by team_id)) from meridian.team t),"
                        + " (select md5(string_agg(m::text, ',' order by model_id)) from meridian.model m),"
                        + " (select md5(string_agg(s::text, ',' order by scope, id)) from meridian.spent s),"
                        + " (select count(*) from meridian.change_log)")
                .toString();
    }
}
