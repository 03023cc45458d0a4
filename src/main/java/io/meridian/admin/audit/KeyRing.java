package io.meridian.admin.audit;

import io.meridian.base.Secret;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The key that seals from now on, and all under which something may have been sealed. Immutable. */
final class KeyRing {
    private final MacKey current;
    private final Map<String, MacKey> keys = new LinkedHashMap<>();

    /** The first secret seals; without any the key that everybody knows does. */
    KeyRing(List<Secret> secrets) {
        List<MacKey> ordered = secrets.stream().map(MacKey::of).toList();
        this.current = ordered.isEmpty() ? MacKey.UNKEYED : ordered.getFirst();
        ordered.forEach(key -> keys.put(key.id(), key));
        // what was sealed while there was no key is told apart, not refused
        keys.put(MacKey.UNKEYED.id(), MacKey.UNKEYED);
    }

    MacKey current() {
        return current;
    }

    Optional<MacKey> find(String id) {
        return Optional.ofNullable(keys.get(id));
    }
}
