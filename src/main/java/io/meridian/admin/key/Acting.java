package io.meridian.admin.key;

import io.meridian.api.Exchange;
import io.meridian.auth.Caller;
import io.meridian.auth.Departure;
import io.meridian.auth.KeyHash;
import io.meridian.auth.Permit;
import io.meridian.auth.VirtualKey;
import io.meridian.base.Usd;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Who asks for a change, what they may do, and for whom they say they act. Immutable. */
record Acting(Permit permit, @Nullable String changedBy) {
    static Acting of(Exchange exchange, Permit permit) {
        return new Acting(permit, exchange.header("litellm-changed-by").orElse(null));
    }

    Caller caller() {
        return permit.caller();
    }

    @Nullable
    String user() {
        return caller().userId().orElse(null);
    }

    /** How a key goes at their hands. */
    Departure departure(Instant now, Usd spent) {
        return new Departure(
                now,
                user(),
                caller().key().map(VirtualKey::hash).map(KeyHash::hex).orElse(Caller.MASTER_KEY_NAME),
                changedBy,
                spent);
    }
}
