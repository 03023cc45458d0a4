package io.meridian.auth;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Who may call a resource method. A method that does not say so may be called by administrators only. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Requires {
    Access value();

    /** From the widest to the narrowest. */
    enum Access {
        /** Everybody; no key is looked at. */
        PUBLIC,
        /** Whoever has a valid key; the method itself narrows what the caller gets to see. */
        CALLER,
        /** Keys that may call models. */
        INFERENCE,
        /** The master key and administrators. */
        ADMIN
    }
}
