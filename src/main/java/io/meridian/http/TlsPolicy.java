package io.meridian.http;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What the certificate of an upstream must prove. Immutable.
 *
 * @param verify false accepts any certificate for any name; whoever chooses that logs the complaint
 * @param caFile a PEM bundle trusted for this endpoint in addition to the default authorities
 */
public record TlsPolicy(boolean verify, Optional<Path> caFile) {
    public static final TlsPolicy VERIFIED = new TlsPolicy(true, Optional.empty());
    public static final TlsPolicy INSECURE = new TlsPolicy(false, Optional.empty());

    public static TlsPolicy trusting(Path caFile) {
        return new TlsPolicy(true, Optional.of(caFile));
    }
}
