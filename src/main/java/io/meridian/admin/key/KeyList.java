package io.meridian.admin.key;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.Page;
import io.meridian.admin.office.Office;
import io.meridian.auth.DeletedKeyStore;
import io.meridian.auth.KeyHash;
import io.meridian.auth.VirtualKey;
import io.meridian.auth.VirtualKeyStore;
import io.meridian.base.JsonText;
import io.meridian.base.Usd;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Answers what keys there are. Thread-safe. */
final class KeyList {
    private final KeyListStore list;
    private final KeyCountStore counts;
    private final VirtualKeyStore keys;
    private final DeletedKeyStore archive;
    private final KeyAccounts accounts;

    KeyList(Office office, KeyAccounts accounts) {
        this.list = new KeyListStore(office.database());
        this.counts = new KeyCountStore(office.database());
        this.keys = new VirtualKeyStore(office.database());
        this.archive = new DeletedKeyStore(office.database());
        this.accounts = accounts;
    }

    /** Which keys, and how they are shown. */
    record Query(
            KeyFilter filter,
            Set<KeyScope> scopes,
            KeyOrder order,
            Page page,
            boolean full,
            boolean withUsers,
            boolean deleted) {
        public Query {
            scopes = Set.copyOf(scopes);
        }
    }

    ObjectNode answer(Query query) {
        ObjectNode answer = JsonText.object();
        ArrayNode rows = answer.putArray("keys");
        if (query.deleted()) {
            deleted(query).forEach(rows::add);
        } else if (query.full()) {
            full(query).forEach(rows::add);
        } else {
            page(query).forEach(hash -> rows.add(hash.hex()));
        }
        addTotal(answer, query.page(), total(query));
        return answer;
    }

    ObjectNode aliases(KeyFilter filter, Set<KeyScope> scopes, Page page) {
        ObjectNode answer = JsonText.object();
        list.aliases(filter, scopes, page).forEach(answer.putArray("aliases")::add);
        boolean all = filter.equals(KeyFilter.NONE) && isEverything(scopes);
        addTotal(answer, page, all ? counts.of(KeyCountStore.WITH_ALIAS, "") : list.aliasCount(filter, scopes));
        return answer.put("size", page.size());
    }

    private List<KeyHash> page(Query query) {
        return list.page(query.filter(), query.scopes(), query.order(), query.page());
    }

    private List<ObjectNode> full(Query query) {
        List<KeyHash> page = page(query);
        Map<KeyHash, VirtualKey> found =
                keys.findAll(page).stream().collect(Collectors.toMap(VirtualKey::hash, Function.identity()));
        List<VirtualKey> listed =
                page.stream().filter(found::containsKey).map(found::get).toList();
        Map<VirtualKey, Usd> spent = accounts.spent(listed);
        List<ObjectNode> rows = listed.stream()
                .map(key -> KeyView.row(key, spent.getOrDefault(key, Usd.ZERO), accounts))
                .toList();
        if (query.withUsers()) {
            addUsers(rows);
        }
        return rows;
    }

    private List<ObjectNode> deleted(Query query) {
        List<Long> page = list.deletedPage(query.filter(), query.scopes(), query.order(), query.page());
        Map<Long, DeletedKeyStore.Deleted> found = archive.findAll(page).stream()
                .collect(Collectors.toMap(DeletedKeyStore.Deleted::id, Function.identity()));
        List<ObjectNode> rows = page.stream()
                .filter(found::containsKey)
                .map(id -> KeyView.deleted(found.get(id), accounts))
                .toList();
        if (query.withUsers()) {
            addUsers(rows);
        }
        return rows;
    }

    private void addUsers(List<ObjectNode> rows) {
        Set<String> ids = rows.stream()
                .flatMap(row -> Stream.of(row.path("user_id"), row.path("created_by")))
                .map(id -> id.asText(""))
                .collect(Collectors.toSet());
        Map<String, KeyListStore.UserLine> users =
                list.users(ids).stream().collect(Collectors.toMap(KeyListStore.UserLine::id, Function.identity()));
        for (ObjectNode row : rows) {
            row.set("user", user(users.get(row.path("user_id").asText(""))));
            row.set("created_by_user", user(users.get(row.path("created_by").asText(""))));
        }
    }

    private static @Nullable ObjectNode user(KeyListStore.@Nullable UserLine user) {
        return user == null
                ? null
                : JsonText.object()
                        .put("user_id", user.id())
                        .put("user_alias", user.alias())
                        .put("user_email", user.email())
                        .put("user_role", user.role());
    }

    private long total(Query query) {
        if (query.deleted()) {
            return list.deletedCount(query.filter(), query.scopes());
        }
        if (!isEverything(query.scopes()) || !query.filter().isCounted()) {
            return list.count(query.filter(), query.scopes());
        }
        @Nullable String user = query.filter().userId();
        @Nullable String team = query.filter().teamId();
        return user != null
                ? counts.of(KeyCountStore.OF_USER, user)
                : team != null ? counts.of(KeyCountStore.OF_TEAM, team) : counts.of(KeyCountStore.ALL, "");
    }

    private static boolean isEverything(Set<KeyScope> scopes) {
        return scopes.equals(Set.of(new KeyScope.Everything()));
    }

    /** Beyond what is counted a number says that there are more. */
    private static void addTotal(ObjectNode answer, Page page, long total) {
        boolean capped = total > KeyListStore.MOST_COUNTED;
        page.addCurrent(answer, total);
        if (capped) {
            answer.put("total_is_capped", true);
        }
    }
}
