package io.meridian.admin.spend;

import static io.meridian.store.jooq.Tables.SPENT;
import static io.meridian.store.jooq.Tables.VIRTUAL_KEY;

import io.meridian.auth.KeyHash;
import io.meridian.store.Database;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds the keys that may have spent most. Thread-safe. */
final class KeySpendStore {
    private final Database database;

    KeySpendStore(Database database) {
        this.database = database;
    }

    /** Of a key's totals this looks at the largest ones, of whatever period: the caller knows which period runs. */
    Set<KeyHash> candidates(SpendScope scope, String totals, int most) {
        return switch (scope) {
            case SpendScope.OfKey own -> Set.of(new KeyHash(own.apiKey()));
            case SpendScope.OfUser own ->
                hashes(database.report(jooq -> jooq.select(VIRTUAL_KEY.TOKEN)
                        .from(VIRTUAL_KEY)
                        .where(VIRTUAL_KEY.USER_ID.eq(own.userId()))
                        .orderBy(VIRTUAL_KEY.CREATED_AT.desc(), VIRTUAL_KEY.TOKEN.desc())
                        .limit(most)
                        .fetch(VIRTUAL_KEY.TOKEN)));
            // of keys, an administrator of teams sees the own ones here
            case SpendScope.OfTeams ofTeams -> candidates(ofTeams.own(), totals, most);
            case SpendScope.OfOrganizations of -> Set.of();
            case SpendScope.Everything all -> {
                Set<KeyHash> found = hashes(database.report(jooq -> jooq.select(SPENT.ID)
                        .from(SPENT)
                        .where(SPENT.SCOPE.eq(totals))
                        .orderBy(SPENT.AMOUNT_NANO.desc())
                        .limit(most)
                        .fetch(SPENT.ID)));
                // those that have spent nothing are keys too
                found.addAll(hashes(database.report(jooq -> jooq.select(VIRTUAL_KEY.TOKEN)
                        .from(VIRTUAL_KEY)
                        .orderBy(VIRTUAL_KEY.CREATED_AT.desc(), VIRTUAL_KEY.TOKEN.desc())
                        .limit(most)
                        .fetch(VIRTUAL_KEY.TOKEN))));
                yield found;
            }
        };
    }

    private static Set<KeyHash> hashes(List<String> tokens) {
        Set<KeyHash> hashes = new LinkedHashSet<>();
        tokens.forEach(token -> hashes.add(new KeyHash(token)));
        return hashes;
    }
}
