package io.meridian.config;

import io.meridian.base.Secret;
import java.util.List;
import java.util.Optional;

/**
 * The keys the gateway itself is known by, the salt keys it had before, and the header that replaces all others as the
 * carrier of a caller's key. Immutable.
 */
public record Identity(
        Optional<Secret> masterKey,
        Optional<Secret> saltKey,
        List<Secret> previousSaltKeys,
        boolean weakMasterKeyPermitted,
        Optional<String> keyHeader) {
    public Identity {
        previousSaltKeys = List.copyOf(previousSaltKeys);
    }
}
