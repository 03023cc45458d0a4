package io.meridian.admin.spend;

import io.meridian.auth.Caller;
import io.meridian.auth.VirtualKey;
import io.meridian.base.GatewayException;
import java.util.Optional;

/**
 * Whose spend somebody may see. Every query of rows and sums takes one, so that none can forget it; whatever else is
 * asked for only narrows it. Immutable.
 */
sealed interface SpendScope {
    /** Everybody's. */
    record Everything() implements SpendScope {}

    /** What was spent in one user's name, with whichever key. */
    record OfUser(String userId) implements SpendScope {}

    /** What one key spent: of a key that belongs to nobody, who is not the nobody other keys belong to. */
    record OfKey(String apiKey) implements SpendScope {}

    SpendScope EVERYTHING = new Everything();

    static SpendScope of(Caller caller) {
        if (caller.isAdmin()) {
            return EVERYTHING;
        }
        Optional<String> user = caller.key().map(VirtualKey::owner).map(VirtualKey.Owner::userId);
        return user.<SpendScope>map(OfUser::new).orElseGet(() -> new OfKey(caller.account()));
    }

    /** Refuses whoever names another user: the answer would be empty, and look as if there were no spend. */
    default void requireUser(Optional<String> asked) {
        boolean allowed = switch (this) {
            case Everything all -> true;
            case OfUser own -> asked.isEmpty() || asked.get().equals(own.userId());
            case OfKey own -> asked.isEmpty();
        };
        if (!allowed) {
            throw new GatewayException.Forbidden(
                    "auth_error", "Non-admin users can only view their own spend data.", "user_id");
        }
    }
}
