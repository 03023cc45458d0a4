package io.meridian.admin.people;

import io.meridian.admin.audit.Actor;
import io.meridian.api.Exchange;
import io.meridian.auth.Caller;
import io.meridian.auth.Departure;
import io.meridian.auth.Permit;
import io.meridian.base.Usd;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Who asks for a change, what they may do, and in whose name it is written down. Immutable. */
public record Acting(Permit permit, Actor actor) {
    public static Acting of(Exchange exchange, Permit permit) {
        return new Acting(permit, Actor.of(permit.caller(), exchange));
    }

    public Caller caller() {
        return permit.caller();
    }

    /** The user to whom the change is attributed. */
    public @Nullable String user() {
        return caller().userId().orElse(null);
    }

    /** How a key goes at their hands. */
    public Departure departure(Instant now, Usd spent) {
        @Nullable String user = user();
        @Nullable String other = actor.name().isEmpty() || actor.name().equals(user) ? null : actor.name();
        return new Departure(now, user, caller().account(), other, spent);
    }
}
