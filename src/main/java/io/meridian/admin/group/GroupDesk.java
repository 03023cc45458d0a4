package io.meridian.admin.group;

import io.meridian.admin.audit.Actor;
import io.meridian.admin.audit.Deed;
import io.meridian.admin.form.Form;
import io.meridian.admin.form.Page;
import io.meridian.admin.form.Sent;
import io.meridian.admin.form.Unenforced;
import io.meridian.admin.office.Office;
import io.meridian.auth.KeyHash;
import io.meridian.base.GatewayException;
import io.meridian.directory.AccessGroup;
import io.meridian.directory.AccessGroupStore;
import io.meridian.directory.Stamps;
import io.meridian.store.Change;
import io.meridian.store.ConflictException;
import io.meridian.store.Transaction;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes, changes and ends access groups and gives them to teams and keys, which see it at once. Thread-safe. */
final class GroupDesk {
    private final Office office;
    private final AccessGroupStore store;
    private final AssignmentStore assignments;

    GroupDesk(Office office) {
        this.office = office;
        this.store = new AccessGroupStore(office.database());
        this.assignments = new AssignmentStore(office.database());
    }

    Assigned make(Form form, Actor actor) {
        String name = form.require("access_group_name", form.name("access_group_name"));
        Stamps stamps = Stamps.made(office.now(), actor.caller().userId().orElse(null));
        AccessGroup blank =
                new AccessGroup(UUID.randomUUID().toString(), name, null, List.of(), List.of(), List.of(), stamps);
        return write(form, name, transaction -> {
            Assigned before = new Assigned(blank, List.of(), List.of());
            AccessGroup group = applied(form, blank, stamps);
            form.check();
            store.create(transaction, group);
            Assigned[] states = assigned(transaction, form, group, before);
            note(transaction, actor, Deed.created(Deed.Table.ACCESS_GROUP, group.id(), GroupView.of(states[1])));
            return states;
        });
    }

    Assigned change(String id, Form form, Actor actor) {
        @Nullable String renamed = form.name("access_group_name").value();
        return write(form, renamed == null ? id : renamed, transaction -> {
            AccessGroup old = store.findForUpdate(transaction, id).orElseThrow(() -> unknown(id));
            Assigned before = assignments.of(transaction, List.of(old)).getFirst();
            AccessGroup group = applied(
                    form,
                    old,
                    old.stamps().changed(office.now(), actor.caller().userId().orElse(null)));
            form.check();
            store.update(transaction, group);
            Assigned[] states = assigned(transaction, form, group, before);
            note(
                    transaction,
                    actor,
                    Deed.updated(Deed.Table.ACCESS_GROUP, id, GroupView.of(before), GroupView.of(states[1])));
            return states;
        });
    }

    void delete(String id, Actor actor) {
        Assigned gone = office.database().inTransaction(transaction -> {
            AccessGroup group = store.findForUpdate(transaction, id).orElseThrow(() -> unknown(id));
            Assigned before = assignments.of(transaction, List.of(group)).getFirst();
            assignments.assignTeams(transaction, id, Set.of(), before.teams());
            assignments.assignKeys(transaction, id, Set.of(), before.keys());
            store.delete(transaction, id);
            note(transaction, actor, Deed.deleted(Deed.Table.ACCESS_GROUP, id, GroupView.of(before)));
            return before;
        });
        forget(gone);
    }

    Assigned require(String id) {
        return assignments
                .of(List.of(store.find(id).orElseThrow(() -> unknown(id))))
                .getFirst();
    }

    List<Assigned> list(Page page) {
        return assignments.of(store.list(page.offset(), page.size()));
    }

    private Assigned write(Form form, String name, Function<Transaction, Assigned[]> work) {
        Assigned[] states;
        try {
            states = office.database().inTransaction(work);
        } catch (ConflictException taken) {
            throw new GatewayException.RouteRefused(409, "Access group '%s' already exists".formatted(name));
        }
        for (Assigned state : states) {
            forget(state);
        }
        Assigned written = states[1];
        Unenforced.warn(form, "Access group", written.group().name(), "access_mcp_server_ids", "access_agent_ids");
        return written;
    }

    /** What was before and what is now: both have to be forgotten. */
    private Assigned[] assigned(Transaction transaction, Form form, AccessGroup group, Assigned before) {
        Sent<List<String>> teams = form.texts("assigned_team_ids");
        Sent<List<String>> keys = form.texts("assigned_key_ids");
        List<String> wantedTeams = teams.over(before.teams(), List.of());
        List<String> wantedKeys = keys.map(GroupDesk::hashes).over(before.keys(), List.of());
        refuseUnknown("team", assignments.assignTeams(transaction, group.id(), wantedTeams, before.teams()));
        refuseUnknown("key", assignments.assignKeys(transaction, group.id(), wantedKeys, before.keys()));
        return new Assigned[] {
            before, assignments.of(transaction, List.of(group)).getFirst()
        };
    }

    private void note(Transaction transaction, Actor actor, Deed deed) {
        office.audit().note(transaction, actor, deed);
    }

    private void forget(Assigned assigned) {
        office.directory().forget(Change.Kind.ACCESS_GROUP, assigned.group().id());
        assigned.teams().forEach(team -> office.directory().forget(Change.Kind.TEAM, team));
        assigned.keys().forEach(key -> office.keys().forget(new KeyHash(key)));
    }

    private static List<String> hashes(List<String> named) {
        return named.stream().map(key -> KeyHash.named(key).hex()).toList();
    }

    private static void refuseUnknown(String kind, Set<String> missing) {
        if (!missing.isEmpty()) {
            throw new GatewayException.BadRequest(
                    "Unknown %s ids, not found: %s".formatted(kind, String.join(", ", missing)),
                    "assigned_" + kind + "_ids");
        }
    }

    private static AccessGroup applied(Form form, AccessGroup old, Stamps stamps) {
        @Nullable String name = form.name("access_group_name").value();
        Stream.of("assigned_team_ids", "assigned_key_ids").forEach(form::texts);
        return new AccessGroup(
                old.id(),
                name == null ? old.name() : name,
                form.text("description").over(old.description()),
                form.texts("access_model_names").over(old.models(), List.of()),
                form.texts("access_mcp_server_ids").over(old.mcpServers(), List.of()),
                form.texts("access_agent_ids").over(old.agents(), List.of()),
                stamps);
    }

    private static GatewayException unknown(String id) {
        return new GatewayException.RouteRefused(404, "Access group '%s' not found".formatted(id));
    }
}
