package io.meridian.config;

import io.meridian.config.Setting.Effect;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** All settings known at one place. Filled while its class initialises, only read afterwards. */
final class Catalogue {
    private final Place place;
    private final Map<String, Setting<?>> settings = new LinkedHashMap<>();

    Catalogue(Place place) {
        this.place = place;
    }

    Place place() {
        return place;
    }

    Collection<Setting<?>> settings() {
        return settings.values();
    }

    Optional<Setting<?>> find(String name) {
        return Optional.ofNullable(settings.get(name));
    }

    <T> Setting<T> add(String name, Kind<T> kind) {
        return add(new Setting<>(place, name, kind, Optional.empty(), Effect.OBEYED));
    }

    <T> Setting<T> add(String name, Kind<T> kind, String standard) {
        return add(new Setting<>(place, name, kind, Optional.of(standard), Effect.OBEYED));
    }

    /** Read into its record, but nothing acts on it yet. */
    <T> Setting<T> early(String name, Kind<T> kind) {
        return add(new Setting<>(place, name, kind, Optional.empty(), Effect.IGNORED));
    }

    /** Read into its record, but nothing acts on it yet. */
    <T> Setting<T> early(String name, Kind<T> kind, String standard) {
        return add(new Setting<>(place, name, kind, Optional.of(standard), Effect.IGNORED));
    }

    void ignored(String... names) {
        for (String name : names) {
            add(new Setting<>(place, name, Kind.ANY, Optional.empty(), Effect.IGNORED));
        }
    }

    void restricting(String... names) {
        for (String name : names) {
            add(new Setting<>(place, name, Kind.ANY, Optional.empty(), Effect.RESTRICTING));
        }
    }

    private <T> Setting<T> add(Setting<T> setting) {
        if (settings.putIfAbsent(setting.name(), setting) != null) {
            throw new IllegalStateException(setting.name() + " is declared twice");
        }
        return setting;
    }
}
