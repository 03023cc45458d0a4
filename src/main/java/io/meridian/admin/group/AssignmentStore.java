package io.meridian.admin.group;

import static io.meridian.store.jooq.Tables.TEAM;
import static io.meridian.store.jooq.Tables.VIRTUAL_KEY;

import io.meridian.directory.AccessGroup;
import io.meridian.store.Change;
import io.meridian.store.ChangeLog;
import io.meridian.store.Database;
import io.meridian.store.Transaction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record2;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.impl.DSL;

/** Which teams and keys have which access groups: the rows of teams and keys say so, and nothing else. Thread-safe. */
final class AssignmentStore {
    private final Database database;
    private final ChangeLog changes;

    AssignmentStore(Database database) {
        this.database = database;
        this.changes = new ChangeLog(database);
    }

    List<Assigned> of(List<AccessGroup> groups) {
        return database.query(jooq -> assigned(jooq, groups));
    }

    List<Assigned> of(Transaction transaction, List<AccessGroup> groups) {
        return assigned(transaction.jooq(), groups);
    }

    /** Gives the group to these teams and takes it from all others; tells those that do not exist. */
    Set<String> assignTeams(Transaction transaction, String group, Collection<String> wanted, Collection<String> had) {
        return assign(
                transaction,
                new Holders(TEAM, TEAM.TEAM_ID, TEAM.ACCESS_GROUP_IDS, Change.Kind.TEAM),
                group,
                wanted,
                had);
    }

    /** As {@link #assignTeams}, of keys, which are locked after teams. */
    Set<String> assignKeys(Transaction transaction, String group, Collection<String> wanted, Collection<String> had) {
        return assign(
                transaction,
                new Holders(VIRTUAL_KEY, VIRTUAL_KEY.TOKEN, VIRTUAL_KEY.ACCESS_GROUP_IDS, Change.Kind.KEY),
                group,
                wanted,
                had);
    }

    /** A table whose rows have groups. */
    private record Holders(
            Table<?> table, TableField<?, String> id, TableField<?, String[]> groups, Change.Kind kind) {}

    private Set<String> assign(
            Transaction transaction, Holders holders, String group, Collection<String> wanted, Collection<String> had) {
        Set<String> missing = new TreeSet<>();
        Set<String> touched = new TreeSet<>(wanted);
        touched.addAll(had);
        Set<String> kept = new HashSet<>(wanted);
        kept.retainAll(had);
        touched.removeAll(kept);
        for (String id : touched) {
            Field<String[]> without = DSL.arrayRemove(holders.groups(), group);
            int changed = transaction
                    .jooq()
                    .update(holders.table())
                    .set(holders.groups(), wanted.contains(id) ? DSL.arrayAppend(without, group) : without)
                    .where(holders.id().eq(id))
                    .execute();
            if (changed == 0 && wanted.contains(id)) {
                missing.add(id);
            }
            changes.record(transaction, holders.kind(), id);
        }
        return missing;
    }

    private static List<Assigned> assigned(DSLContext jooq, List<AccessGroup> groups) {
        String[] ids = groups.stream().map(AccessGroup::id).toArray(String[]::new);
        List<Record2<String, String[]>> teams = holders(jooq, TEAM, TEAM.TEAM_ID, TEAM.ACCESS_GROUP_IDS, ids);
        List<Record2<String, String[]>> keys =
                holders(jooq, VIRTUAL_KEY, VIRTUAL_KEY.TOKEN, VIRTUAL_KEY.ACCESS_GROUP_IDS, ids);
        List<Assigned> assigned = new ArrayList<>();
        for (AccessGroup group : groups) {
            assigned.add(new Assigned(group, having(teams, group.id()), having(keys, group.id())));
        }
        return assigned;
    }

    private static List<Record2<String, String[]>> holders(
            DSLContext jooq,
            Table<?> table,
            TableField<?, String> id,
            TableField<?, String[]> groups,
            String[] wanted) {
        // as the index says it, which leaves out the many that have none
        Condition some = DSL.condition("access_group_ids <> '{}'");
        return jooq.select(id, groups)
                .from(table)
                .where(some.and(DSL.condition("{0} && {1}", groups, DSL.val(wanted, groups))))
                .orderBy(id)
                .fetch();
    }

    private static List<String> having(List<Record2<String, String[]>> rows, String group) {
        return rows.stream()
                .filter(row -> List.of(row.value2()).contains(group))
                .map(Record2::value1)
                .toList();
    }
}
