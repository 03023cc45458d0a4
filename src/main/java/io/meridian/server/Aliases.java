package io.meridian.server;

import io.meridian.config.GatewayConfig;
import io.meridian.routing.Alias;
import java.util.HashMap;
import java.util.Map;

/** The other names under which the configuration offers its groups. */
final class Aliases {
    private Aliases() {}

    static Map<String, Alias> of(GatewayConfig config) {
        Map<String, Alias> aliases = new HashMap<>();
        config.settings()
                .router()
                .modelGroupAlias()
                .forEach((name, alias) -> aliases.put(name, new Alias(alias.model(), alias.hidden())));
        return aliases;
    }
}
