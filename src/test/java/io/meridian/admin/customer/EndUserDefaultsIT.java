package io.meridian.admin.customer;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.admin.AdminStage;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** What holds for end users without a budget of their own. */
class EndUserDefaultsIT {
    @Test
    void aMaximumHoldsForWhoeverHasNone() {
        try (AdminStage stage = AdminStage.start("litellm_settings: {max_end_user_budget: 0.00001}")) {
            String key = stage.gateway().newKey("{}");
            assertThat(chatFor(stage, key, "poor").statusCode()).isEqualTo(200);
            HttpResponse<String> refused = chatFor(stage, key, "poor");
            assertThat(refused.statusCode()).isEqualTo(422);
            assertThat(refused.body()).contains("End User=poor over budget");
            stage.post("/customer/new", "{\"user_id\":\"rich\",\"max_budget\":100}");
            for (int call = 0; call < 3; call++) {
                assertThat(chatFor(stage, key, "rich").statusCode()).isEqualTo(200);
            }
            assertThat(stage.chat(key).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aNamedBudgetHoldsWithItsPeriodAndRates() {
        try (AdminStage stage = AdminStage.start("litellm_settings: {max_end_user_budget_id: everybody}")) {
            String key = stage.gateway().newKey("{}");
            // it may be made later
            assertThat(chatFor(stage, key, "early").statusCode()).isEqualTo(200);
            stage.post("/budget/new", "{\"budget_id\":\"everybody\",\"rpm_limit\":1,\"budget_duration\":\"1d\"}");
            assertThat(chatFor(stage, key, "limited").statusCode()).isEqualTo(200);
            assertThat(chatFor(stage, key, "limited").statusCode()).isEqualTo(429);
            assertThat(chatFor(stage, key, "another").statusCode()).isEqualTo(200);
            assertThat(stage.booked("end_user", "limited")).isPositive();
            assertThat(stage.get("/customer/info?end_user_id=limited")
                            .path("spend")
                            .doubleValue())
                    .isPositive();
        }
    }

    private static HttpResponse<String> chatFor(AdminStage stage, String key, String user) {
        return AdminStage.chat(stage.gateway(), key, AdminStage.MODEL, ",\"user\":\"%s\"".formatted(user));
    }
}
