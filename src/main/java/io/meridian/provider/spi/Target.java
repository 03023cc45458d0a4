package io.meridian.provider.spi;

import io.meridian.http.Endpoint;
import io.meridian.http.HttpHeader;
import io.meridian.http.TlsPolicy;
import java.util.List;
import java.util.Optional;

/**
 * Where a deployment's calls go and what they carry, all of it decided when the configuration was read. Immutable.
 *
 * @param headers complete, credentials included
 * @param apiBase the address as administrators know it, for headers, logs and rows; without secrets
 * @param cannedReply what the mock says instead of calling anybody
 */
public record Target(
        Optional<Endpoint> endpoint,
        List<HttpHeader> headers,
        TlsPolicy tls,
        String apiBase,
        Optional<String> cannedReply) {
    public Target {
        headers = List.copyOf(headers);
    }

    /** Leaves out the headers, which hold credentials. */
    @Override
    public String toString() {
        return "Target[" + apiBase + "]";
    }
}
