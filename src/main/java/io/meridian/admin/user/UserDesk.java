package io.meridian.admin.user;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.Form;
import io.meridian.admin.office.Office;
import io.meridian.admin.people.Acting;
import io.meridian.admin.people.AuditNotes;
import io.meridian.admin.people.Clearance;
import io.meridian.admin.people.Enrolment;
import io.meridian.admin.people.KeyDealings;
import io.meridian.admin.people.Registrar;
import io.meridian.admin.people.UserDefaults;
import io.meridian.admin.people.UserFields;
import io.meridian.admin.people.UserViews;
import io.meridian.auth.KeyHash;
import io.meridian.auth.PasswordHash;
import io.meridian.auth.Subject;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import io.meridian.directory.BudgetStore;
import io.meridian.directory.MemberStore;
import io.meridian.directory.TeamMember;
import io.meridian.directory.User;
import io.meridian.directory.UserStore;
import io.meridian.store.Change;
import io.meridian.store.ConflictException;
import io.meridian.store.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes, changes and ends users; every change is seen by this instance at once. Thread-safe. */
final class UserDesk {
    private final Office office;
    private final UserStore users;
    private final MemberStore members;
    private final BudgetStore budgets;
    private final Registrar registrar;
    private final Enrolment enrolment;
    private final Clearance clearance;
    private final Welcome welcome;
    private final UserDefaults defaults;
    private final KeyDealings keys;
    private final UserViews views;
    private final AuditNotes notes;

    UserDesk(Office office, UserDefaults defaults, KeyDealings keys) {
        this.office = office;
        this.users = new UserStore(office.database());
        this.members = new MemberStore(office.database());
        this.budgets = new BudgetStore(office.database());
        this.registrar = new Registrar(office, defaults);
        this.enrolment = new Enrolment(office);
        this.clearance = new Clearance(office, keys);
        this.welcome = new Welcome(office, registrar);
        this.defaults = defaults;
        this.keys = keys;
        this.views = new UserViews(office);
        this.notes = new AuditNotes(office);
    }

    /** A user just made, and its key with the only copy of what opens with it. */
    record Made(User user, Optional<ObjectNode> key) {}

    Made make(Form form, Acting acting) {
        defaults.complete(form);
        String sent = form.name("user_id").value();
        String id = sent == null ? UUID.randomUUID().toString() : sent;
        @Nullable String by = acting.user();
        NewUser made = NewUser.read(form, registrar.blank(id, by), defaults.role(), keys, acting);
        Optional<ObjectNode> key;
        try {
            key = office.database().inTransaction(transaction -> welcome.store(transaction, made, acting));
        } catch (ConflictException race) {
            throw new GatewayException.Conflict(
                    "User with id %s, its email or its key's name already exists".formatted(id), "user_id");
        }
        seen(id);
        key.ifPresent(
                shown -> office.keys().forget(new KeyHash(shown.path("token").textValue())));
        return new Made(made.user(), key);
    }

    User change(Form form, Acting acting) {
        Registrar.Named named = Registrar.Named.of(form);
        Optional<String> password = NewUser.password(form);
        form.check();
        User changed;
        try {
            changed = office.database().inTransaction(transaction -> {
                User before = find(transaction, named, acting);
                acting.permit().require(Subject.ofUser(before.id()), () -> foreign(before.id(), acting));
                User after = new UserFields(form, office.now())
                        .over(before, defaults.role(), before.stamps().changed(office.now(), acting.user()));
                form.check();
                if (!acting.permit().isUnlimited()) {
                    UserReach.requireOwnNamesOnly(before, after);
                }
                registrar.requireOwnNames(transaction, after);
                users.update(transaction, after);
                notes.user(transaction, acting, before, after);
                password.map(PasswordHash::of).ifPresent(hash -> users.setPassword(transaction, after.id(), hash));
                return after;
            });
        } catch (ConflictException race) {
            throw new GatewayException.Conflict("A user with this email already exists", "user_email");
        }
        seen(changed.id());
        return changed;
    }

    /** All of them, or none; with their keys, and their places in teams and organizations. */
    int delete(List<String> ids, Acting acting) {
        record Gone(List<User> users, List<KeyHash> keys) {}
        Gone gone = office.database().inTransaction(transaction -> {
            List<User> found = users.findForUpdate(transaction, ids);
            requireAll(ids, found);
            List<TeamMember> places = members.ofUsersForUpdate(transaction, ids);
            List<String> organizationBudgets = members.organizationBudgets(transaction, ids);
            List<KeyHash> deleted = clearance.ofUsers(transaction, ids, acting);
            places.forEach(place -> notes.member(transaction, acting, place, null));
            found.forEach(user -> {
                users.delete(transaction, user.id());
                notes.user(transaction, acting, user, null);
            });
            enrolment.dropBudgets(transaction, places, acting);
            budgets.dropImplied(transaction, organizationBudgets);
            return new Gone(found, deleted);
        });
        gone.users().forEach(user -> seen(user.id()));
        clearance.forget(gone.keys());
        return gone.users().size();
    }

    /** The answer to a creation: the one time the key itself is shown. */
    ObjectNode view(Made made) {
        ObjectNode view = JsonText.object().put("key", "");
        made.key().ifPresentOrElse(view::setAll, () -> {
            view.putNull("token");
            view.putNull("token_id");
            view.putNull("key_name");
            view.putNull("key_alias");
            view.putNull("expires");
        });
        view.setAll(views.one(made.user()));
        return view;
    }

    /** The ids of all users, as far as there are no more than so many. */
    List<String> everybody(int most) {
        return users.ids(most);
    }

    ObjectNode view(User user) {
        return views.one(user);
    }

    /** Somebody nobody knows, if named by address alone, is made by those who may make users. */
    private User find(Transaction transaction, Registrar.Named named, Acting acting) {
        User found = named.id() == null && acting.permit().isUnlimited()
                ? registrar.findOrMake(transaction, named, acting)
                : registrar.find(transaction, named).orElseThrow(() -> unknown(named));
        return users.findForUpdate(transaction, found.id()).orElseThrow(() -> unknown(named));
    }

    /** Once it is committed; a maximum that is set anew is asked for from here on. */
    private void seen(String id) {
        office.directory().forget(Change.Kind.USER, id);
        office.directory().forget(Change.Kind.MEMBERSHIP, id);
    }

    private static void requireAll(List<String> ids, List<User> found) {
        TreeSet<String> missing = new TreeSet<>(ids);
        found.forEach(user -> missing.remove(user.id()));
        if (!missing.isEmpty()) {
            throw new GatewayException.NotFound("User not found, passed user_id=" + missing.first(), "user_ids");
        }
    }

    static GatewayException unknown(Registrar.Named named) {
        return new GatewayException.NotFound("User not found, passed " + named, "user_id");
    }

    private static GatewayException foreign(String id, Acting acting) {
        return new GatewayException.Forbidden(
                "auth_error",
                "You may only update your own user. Got user_id=%s, your user_id=%s".formatted(id, acting.user()),
                "user_id");
    }
}
