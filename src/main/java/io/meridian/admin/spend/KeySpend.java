package io.meridian.admin.spend;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.View;
import io.meridian.admin.office.Office;
import io.meridian.auth.VirtualKey;
import io.meridian.auth.VirtualKeyStore;
import io.meridian.base.JsonText;
import io.meridian.base.Usd;
import io.meridian.limits.Scope;
import io.meridian.spend.Charge;
import io.meridian.spend.SpendTotals;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keys by what they have spent in the period that runs now. Thread-safe. */
record KeySpend(Office office, KeySpendStore candidates, VirtualKeyStore keys, SpendTotals totals) {
    private static final int CONSIDERED = 1_000;
    private static final String TOTALS = Scope.API_KEY.wireName();

    private record Spender(VirtualKey key, Usd spent) {}

    ArrayNode top(SpendScope scope, int most) {
        Map<VirtualKey, Charge> running = new HashMap<>();
        for (VirtualKey key : keys.findAll(candidates.candidates(scope, TOTALS, CONSIDERED))) {
            running.put(
                    key,
                    new Charge(
                            TOTALS,
                            key.hash().hex(),
                            office.period(key.budget(), key.stamps()).start()));
        }
        Map<Charge, Usd> amounts = totals.spent(running.values());
        List<Spender> spenders = new ArrayList<>();
        running.forEach((key, total) -> spenders.add(new Spender(key, amounts.getOrDefault(total, Usd.ZERO))));
        ArrayNode answer = JsonText.array();
        spenders.stream()
                .sorted(Comparator.comparing(Spender::spent)
                        .reversed()
                        .thenComparing(spender -> spender.key().hash().hex()))
                .limit(most)
                .forEach(spender -> answer.add(view(spender)));
        return answer;
    }

    private static ObjectNode view(Spender spender) {
        VirtualKey key = spender.key();
        ObjectNode view = JsonText.object();
        view.put("token", key.hash().hex());
        view.put("key_name", key.name().mask());
        view.put("key_alias", key.name().alias());
        view.set("spend", JsonText.number(spender.spent().toDecimal()));
        view.set("max_budget", JsonText.number(key.budget().max()));
        view.put("budget_duration", key.budget().duration());
        view.put("user_id", key.owner().userId());
        view.put("team_id", key.owner().teamId());
        view.put("organization_id", key.owner().organizationId());
        View.put(view, "models", key.access().models());
        View.put(view, "expires", key.access().expires());
        view.put("blocked", key.access().blocked() ? Boolean.TRUE : null);
        View.put(view, key.stamps());
        return view;
    }
}
