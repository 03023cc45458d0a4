package io.meridian.admin.jwt;

import io.meridian.auth.KeyHash;
import io.meridian.directory.Stamps;
import org.jspecify.annotations.Nullable;

/**
 * That whoever comes with a token of this claim is to be served as the key. Immutable.
 *
 * @param issuer empty: whoever issued the token
 */
record Mapping(
        String id,
        String issuer,
        String claim,
        String value,
        KeyHash key,
        @Nullable String description,
        boolean active,
        Stamps stamps) {}
