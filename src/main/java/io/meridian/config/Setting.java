package io.meridian.config;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Optional;

/**
 * One thing a user may set: its place, name, type, and its default in the notation the user would write. The loader
 * reads through these and the documentation is compared with them. Immutable.
 */
record Setting<T>(Place place, String name, Kind<T> kind, Optional<String> standard, Effect effect) {
    /** What naming a setting does today. */
    enum Effect {
        /** It is obeyed. */
        OBEYED,
        /** It is known and has no effect yet; a warning says so. */
        IGNORED,
        /** It protects somebody and is not enforced yet: the start is refused unless that was accepted. */
        RESTRICTING
    }

    T fallback() {
        String text = standard.orElseThrow(() -> new IllegalStateException(name + " has no default"));
        try {
            return kind.read(TextNode.valueOf(text));
        } catch (Unreadable e) {
            throw new IllegalStateException("the default of " + name + " cannot be read", e);
        }
    }
}
