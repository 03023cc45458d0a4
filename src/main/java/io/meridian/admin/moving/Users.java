package io.meridian.admin.moving;

import io.meridian.directory.Role;
import io.meridian.directory.Stamps;
import io.meridian.directory.User;
import io.meridian.directory.UserStore;
import io.meridian.limits.Scope;
import io.meridian.store.Transaction;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Users without their passwords, which are kept in a form that is not ours. */
final class Users implements Goods<User> {
    private final Surroundings surroundings;
    private final UserStore store;

    Users(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.store = new UserStore(surroundings.here());
    }

    @Override
    public Kind kind() {
        return Kind.USER;
    }

    @Override
    public String table() {
        return "LiteLLM_UserTable";
    }

    @Override
    public String query() {
        return SourceStore.rows(table(), "t.user_id");
    }

    @Override
    public User read(Transaction transaction, SourceRow row) throws NotTaken {
        String id = row.id("user_id");
        Stamps stamps = row.stamps();
        return new User(
                id,
                new User.Name(row.text("user_alias"), email(transaction, row, id), identity(row, id)),
                role(row),
                row.texts("models"),
                row.rates(),
                row.cap(stamps.createdAt()),
                new User.Details(
                        row.json("metadata"),
                        row.json("model_max_budget"),
                        surroundings.objectPermission(row),
                        row.texts("allowed_cache_controls"),
                        row.texts("policies")),
                stamps);
    }

    /** An address belongs to one user here, however its letters are written; the first one has it. */
    private @Nullable String email(Transaction transaction, SourceRow row, String id) {
        String email = row.text("user_email");
        if (email == null || email.isBlank()) {
            return null;
        }
        boolean free = surroundings
                .presence()
                .claim(
                        Kind.USER,
                        email.toLowerCase(Locale.ROOT),
                        id,
                        () -> store.findByEmail(transaction, email).map(User::id));
        if (!free) {
            row.remark("taken without an e-mail address that another user has");
            return null;
        }
        return email;
    }

    private @Nullable String identity(SourceRow row, String id) {
        String identity = row.text("sso_user_id");
        if (identity == null) {
            return null;
        }
        // names of another kind, so that no address can be mistaken for one
        boolean free = surroundings.presence().claim(Kind.ORGANIZATION_MEMBER, identity, id, Optional::empty);
        return free ? identity : null;
    }

    private static Role role(SourceRow row) {
        String name = row.text("user_role");
        Optional<Role> known = Optional.ofNullable(name).flatMap(Role::of);
        if (known.isPresent()) {
            return known.get();
        }
        if ("customer".equals(name) || "team".equals(name)) {
            row.remark("taken as internal_user_viewer, for user_role is " + name);
            return Role.INTERNAL_USER_VIEWER;
        }
        row.remark("taken as internal_user, for user_role is " + (name == null ? "missing" : "none we know"));
        return Role.INTERNAL_USER;
    }

    @Override
    public String id(User user) {
        return user.id();
    }

    @Override
    public Optional<User> find(Transaction transaction, User user) {
        return store.findForUpdate(transaction, user.id());
    }

    @Override
    public Instant changedAt(User here) {
        return here.stamps().updatedAt();
    }

    @Override
    public void create(Transaction transaction, User user) {
        store.create(transaction, user);
    }

    @Override
    public void update(Transaction transaction, User user) {
        store.update(transaction, user);
    }

    @Override
    public Optional<Total> total(User here) {
        return Optional.of(surroundings.total(Scope.USER.wireName(), here.id(), here.budget(), here.stamps()));
    }
}
