package io.meridian.admin.people;

import io.meridian.admin.form.Form;
import io.meridian.admin.office.Office;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import io.meridian.directory.RateCaps;
import io.meridian.directory.Role;
import io.meridian.directory.SpendCap;
import io.meridian.directory.Stamps;
import io.meridian.directory.User;
import io.meridian.directory.UserStore;
import io.meridian.store.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds the users whom others name, and registers those nobody has heard of. Thread-safe. */
public final class Registrar {
    private final Office office;
    private final UserStore users;
    private final UserDefaults defaults;
    private final AuditNotes notes;

    public Registrar(Office office, UserDefaults defaults) {
        this.office = office;
        this.users = new UserStore(office.database());
        this.defaults = defaults;
        this.notes = new AuditNotes(office);
    }

    /** Somebody who is named by id, by address, or by both. */
    public record Named(@Nullable String id, @Nullable String email) {
        /** Whom these fields name; it is a problem of the request if they name nobody. */
        public static Named of(Form form) {
            Named named = new Named(
                    form.name("user_id").value(), form.name("user_email").value());
            if (named.id == null && named.email == null) {
                form.problem("user_id", "missing", "Either user_id or user_email is required");
            }
            return named;
        }

        @Override
        public String toString() {
            return id == null ? "user_email=" + email : "user_id=" + id;
        }
    }

    /** The user named; an id comes before an address. */
    public Optional<User> find(Transaction transaction, Named named) {
        if (named.id == null) {
            return named.email == null ? Optional.empty() : users.findByEmail(transaction, named.email);
        }
        return users.find(transaction, named.id);
    }

    /** As {@link #find}; one whom nobody knows is made as the configuration has new users. */
    public User findOrMake(Transaction transaction, Named named, Acting by) {
        return find(transaction, named).orElseGet(() -> {
            User made = newcomer(named, by.user());
            requireFree(transaction, made);
            users.create(transaction, made);
            notes.user(transaction, by, null, made);
            return made;
        });
    }

    /** A user of this id with nothing yet. */
    public User blank(String id, @Nullable String by) {
        return new User(
                id,
                new User.Name(null, null, null),
                defaults.role(),
                List.of(),
                RateCaps.NONE,
                SpendCap.NONE,
                User.Details.NONE,
                Stamps.made(office.now(), by));
    }

    /** Refuses a user whose id, address or identity is somebody else's. */
    public void requireFree(Transaction transaction, User user) {
        if (users.find(transaction, user.id()).isPresent()) {
            throw new GatewayException.Conflict("User with id %s already exists".formatted(user.id()), "user_id");
        }
        requireOwnNames(transaction, user);
    }

    /** Refuses an address or identity that is somebody else's. */
    public void requireOwnNames(Transaction transaction, User user) {
        String email = user.name().email();
        if (email != null
                && users.findByEmail(transaction, email)
                        .filter(other -> !other.id().equals(user.id()))
                        .isPresent()) {
            throw new GatewayException.Conflict("User with email %s already exists".formatted(email), "user_email");
        }
        String identity = user.name().ssoId();
        if (identity != null
                && users.findBySsoId(transaction, identity)
                        .filter(other -> !other.id().equals(user.id()))
                        .isPresent()) {
            throw new GatewayException.Conflict("User with sso_user_id already exists", "sso_user_id");
        }
    }

    private User newcomer(Named named, @Nullable String by) {
        String id = named.id == null ? UUID.randomUUID().toString() : named.id;
        User blank = blank(id, by);
        Form form = Form.of(JsonText.object());
        defaults.complete(form);
        // nobody becomes more than a user by being named
        Role role = defaults.role() == Role.INTERNAL_USER ? Role.INTERNAL_USER : Role.INTERNAL_USER_VIEWER;
        User filled = new UserFields(form.without(List.of("teams", "user_role")), office.now())
                .over(blank, role, blank.stamps());
        return new User(
                id,
                new User.Name(null, named.email, null),
                role,
                filled.models(),
                filled.rates(),
                filled.budget(),
                filled.details(),
                filled.stamps());
    }
}
