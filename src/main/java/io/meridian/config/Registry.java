package io.meridian.config;

import java.util.List;

/** Every setting there is, which the documentation is compared with. */
final class Registry {
    static final List<Catalogue> ALL = List.of(
            Variables.KNOWN,
            DatabaseKeys.KNOWN,
            RedisKeys.ENVIRONMENT,
            TopKeys.KNOWN,
            GeneralKeys.KNOWN,
            LitellmKeys.KNOWN,
            RouterKeys.KNOWN,
            ModelKeys.ENTRY,
            ModelKeys.PARAMS,
            ModelKeys.MODEL_INFO,
            TopKeys.CREDENTIAL,
            TopKeys.WORKER,
            RedisKeys.KNOWN);

    private Registry() {}

    static List<Setting<?>> settings(Place place) {
        return ALL.stream()
                .filter(catalogue -> catalogue.place() == place)
                .<Setting<?>>flatMap(catalogue -> catalogue.settings().stream())
                .toList();
    }
}
