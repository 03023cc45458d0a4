package io.meridian.admin.audit;

import io.meridian.api.Exchange;
import io.meridian.auth.Caller;
import io.meridian.base.GatewayException;

/** Who changes something, and in whose name. Immutable. */
public record Actor(Caller caller, String name) {
    private static final String ON_BEHALF_OF = "litellm-changed-by";
    private static final int LONGEST_NAME = 256;

    /** Only administrators act in the name of others; whoever else says so is written down under the own name. */
    public static Actor of(Caller caller, Exchange exchange) {
        String own = caller.userId().orElse("");
        if (!caller.isAdmin()) {
            return new Actor(caller, own);
        }
        String name = exchange.header(ON_BEHALF_OF).map(String::strip).orElse("");
        if (name.length() > LONGEST_NAME) {
            throw new GatewayException.BadRequest(
                    "The header " + ON_BEHALF_OF + " must not be longer than " + LONGEST_NAME + " characters.",
                    ON_BEHALF_OF);
        }
        return new Actor(caller, name.isEmpty() ? own : name);
    }

    /** The hash of the key that was presented, or what stands for the master key. */
    String account() {
        return caller.account();
    }
}
