package io.meridian.admin.key;

import io.meridian.admin.audit.Actor;
import io.meridian.api.Exchange;
import io.meridian.auth.Caller;
import io.meridian.auth.Departure;
import io.meridian.auth.Permit;
import io.meridian.base.Usd;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Who asks for a change, what they may do, and in whose name. Immutable. */
record Acting(Permit permit, Actor actor) {
    static Acting of(Exchange exchange, Permit permit) {
        return new Acting(permit, Actor.of(permit.caller(), exchange));
    }

    Caller caller() {
        return permit.caller();
    }

    /** How a key goes at their hands. */
    Departure departure(Instant now, Usd spent) {
        @Nullable String user = caller().userId().orElse(null);
        @Nullable String other = actor.name().isEmpty() || actor.name().equals(user) ? null : actor.name();
        return new Departure(now, user, caller().account(), other, spent);
    }
}
