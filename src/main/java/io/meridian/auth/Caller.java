package io.meridian.auth;

import java.util.Optional;

/** Who is calling, as far as we could prove it. Immutable. */
public record Caller(Role role, Optional<VirtualKey> key) {
    /** The user every act of the master key is attributed to. */
    public static final String ADMIN_USER = "default_user_id";

    /** What stands for the master key where a key's hash is expected. */
    public static final String MASTER_KEY_NAME = "litellm_proxy_master_key";

    private static final Caller MASTER = new Caller(Role.PROXY_ADMIN, Optional.empty());

    /** What a caller is to administration; the names are those of the wire. */
    public enum Role {
        PROXY_ADMIN("proxy_admin"),
        INTERNAL_USER("internal_user");

        private final String wireName;

        Role(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }

    public static Caller master() {
        return MASTER;
    }

    static Caller of(VirtualKey key) {
        return new Caller(Role.INTERNAL_USER, Optional.of(key));
    }

    public boolean isAdmin() {
        return role == Role.PROXY_ADMIN;
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
