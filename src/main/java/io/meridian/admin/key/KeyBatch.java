package io.meridian.admin.key;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.Form;
import io.meridian.admin.office.Office;
import io.meridian.auth.KeyHash;
import io.meridian.auth.Permit;
import io.meridian.auth.Subject;
import io.meridian.auth.VirtualKey;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import io.meridian.directory.Team;
import io.meridian.directory.TeamStore;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Changes many keys, each by itself: one that fails is told and stops no other. Thread-safe. */
final class KeyBatch {
    private static final int MOST = 500;
    private static final Set<String> OF_ONE = Set.of("budget_id", "max_budget", "team_id", "tags", "object_permission");
    private static final Set<String> OF_A_TEAM = Set.of(
            "max_budget",
            "budget_id",
            "budget_duration",
            "budget_limits",
            "model_max_budget",
            "tpm_limit",
            "rpm_limit",
            "model_tpm_limit",
            "model_rpm_limit",
            "max_parallel_requests",
            "rpm_limit_type",
            "tpm_limit_type",
            "temp_budget_increase",
            "temp_budget_expiry",
            "duration",
            "tags",
            "metadata");

    private final KeyDesk desk;
    private final KeyListStore list;
    private final TeamStore teams;
    private final Consumer<VirtualKey> whenChanged;

    KeyBatch(Office office, KeyDesk desk, Consumer<VirtualKey> whenChanged) {
        this.desk = desk;
        this.list = new KeyListStore(office.database());
        this.teams = new TeamStore(office.database());
        this.whenChanged = whenChanged;
    }

    ObjectNode change(Form form, Acting acting) {
        List<Form> keys = form.require("keys", form.forms("keys"));
        requireBounded(keys.size());
        if (!acting.permit().isUnlimited() && reachesNothing(acting.permit())) {
            throw new GatewayException.RouteRefused(403, "Only proxy admins can update keys in bulk.");
        }
        List<String> named = keys.stream().map(key -> key.requireText("key")).toList();
        Results results = new Results(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            results.add(named.get(i), keys.get(i).only(OF_ONE), acting);
        }
        return results.answer;
    }

    /** Those named, or all of the team's. */
    ObjectNode changeOfTeam(Form form, Acting acting) {
        String teamId = form.requireText("team_id");
        @Nullable List<String> ids = form.texts("key_ids").value();
        boolean all = form.flag("all_keys_in_team").over(false, false);
        List<Form> fields = form.require("update_fields", form.forms("update_fields"));
        form.check();
        Team team = teams.find(teamId)
                .orElseThrow(
                        () -> new GatewayException.NotFound("Team not found, passed team_id=" + teamId, "team_id"));
        acting.permit().require(Subject.of(team));
        if (fields.size() != 1 || all == (ids != null)) {
            throw new GatewayException.BadRequest(
                    "Either key_ids or all_keys_in_team=true is required, and one object of update_fields.", "key_ids");
        }
        List<String> named = all ? list.tokensOfTeam(teamId, MOST + 1) : Objects.requireNonNullElse(ids, List.of());
        requireBounded(named.size());
        Results results = new Results(named.size());
        for (String key : named) {
            boolean ofTeam = desk.find(KeyHash.named(key))
                    .filter(found -> teamId.equals(found.owner().teamId()))
                    .isPresent();
            if (ofTeam) {
                results.add(key, fields.getFirst().only(OF_A_TEAM), acting);
            } else {
                results.fail(key, "Key not found in team=" + teamId);
            }
        }
        return results.answer;
    }

    private static boolean reachesNothing(Permit permit) {
        return permit.teams().isEmpty() && permit.organizations().isEmpty();
    }

    private static void requireBounded(int size) {
        if (size < 1 || size > MOST) {
            throw new GatewayException.BadRequest(
                    "Between 1 and %d keys can be updated at once. Received: %d".formatted(MOST, size), "keys");
        }
    }

    /** What became of each. */
    private final class Results {
        private final ObjectNode answer = JsonText.object();
        private final ArrayNode done;
        private final ArrayNode failed;

        Results(int requested) {
            answer.put("total_requested", requested);
            done = answer.putArray("successful_updates");
            failed = answer.putArray("failed_updates");
        }

        void add(String named, Form fields, Acting acting) {
            try {
                VirtualKey changed = desk.change(KeyHash.named(named), fields, acting);
                whenChanged.accept(changed);
                JsonNode info = KeyView.of(changed, desk.accounts());
                done.addObject().put("key", named).set("key_info", info);
            } catch (GatewayException.NoDatabase | GatewayException.Unavailable away) {
                throw away;
            } catch (GatewayException.Unprocessable wrong) {
                fail(named, wrong.problems().getFirst().message());
            } catch (GatewayException refused) {
                fail(named, refused.text());
            }
        }

        void fail(String named, String why) {
            failed.addObject().put("key", named).putNull("key_info").put("failed_reason", why);
        }
    }
}
