package io.meridian.config;

import io.meridian.base.Secret;
import java.util.Optional;

/**
 * The keys the gateway itself is known by, and the header that replaces all others as the carrier of a caller's key.
 * Immutable.
 */
public record Identity(
        Optional<Secret> masterKey,
        Optional<Secret> saltKey,
        boolean weakMasterKeyPermitted,
        Optional<String> keyHeader) {}
