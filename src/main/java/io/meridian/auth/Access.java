package io.meridian.auth;

import java.util.Locale;

/** What kind of route it is: which keys it is for at all, and to which groups of routes it belongs. */
public enum Access {
    /** Everybody; no key is looked at. */
    PUBLIC,
    /** Whoever has a valid key. */
    CALLER,
    /** Keys that may call models. */
    INFERENCE,
    /** Administration. */
    MANAGEMENT;

    static Access of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
