package io.meridian.auth;

import io.meridian.directory.Belonging;
import io.meridian.directory.Role;
import io.meridian.directory.User;
import java.util.Optional;

/** Who is calling, as far as we could prove it, and to whom the key belongs. Immutable. */
public record Caller(Role role, Optional<VirtualKey> key, Belonging belonging) {
    /** The user every act of the master key is attributed to. */
    public static final String ADMIN_USER = "default_user_id";

    /** What stands for the master key where a key's hash is expected. */
    public static final String MASTER_KEY_NAME = "litellm_proxy_master_key";

    private static final Caller MASTER = new Caller(Role.PROXY_ADMIN, Optional.empty(), Belonging.NOBODY);

    public static Caller master() {
        return MASTER;
    }

    /** A key's role is that of its user; one that names nobody we know is a user like any other. */
    public static Caller of(VirtualKey key, Belonging belonging) {
        return new Caller(belonging.user().map(User::role).orElse(Role.INTERNAL_USER), Optional.of(key), belonging);
    }

    public boolean isMaster() {
        return key.isEmpty();
    }

    public boolean isAdmin() {
        return role == Role.PROXY_ADMIN;
    }

    /** Whether this caller only looks. */
    public boolean isViewer() {
        return role == Role.PROXY_ADMIN_VIEWER || role == Role.INTERNAL_USER_VIEWER;
    }

    /** Whether this is somebody we know, who does more than look. */
    boolean isActingUser() {
        return belonging.user().isPresent() && !isViewer();
    }

    public Optional<String> userId() {
        return key.isEmpty()
                ? Optional.of(ADMIN_USER)
                : key.map(virtualKey -> virtualKey.owner().userId());
    }

    /** The name under which this caller's calls are booked: the key's hash, or the master key's stand-in. */
    public String account() {
        return key.map(virtualKey -> virtualKey.hash().hex()).orElse(MASTER_KEY_NAME);
    }
}
