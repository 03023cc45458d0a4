package io.meridian.server;

import io.meridian.config.AddressRange;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Finds out where a request comes from. What {@code X-Forwarded-For} says is believed as far as trusted proxies have
 * written it: anybody may send such a header. Immutable.
 */
record TrustedProxies(List<AddressRange> ranges) {
    /** The address nearest to us that is no trusted proxy. */
    String clientOf(HttpServletRequest request) {
        String peer = request.getRemoteAddr();
        if (ranges.isEmpty() || !isTrusted(peer)) {
            return peer;
        }
        String hops = String.join(",", Collections.list(request.getHeaders("x-forwarded-for")));
        String client = peer;
        for (String hop : List.of(hops.split(",", -1)).reversed()) {
            Optional<InetAddress> address = parse(hop);
            if (address.isEmpty()) {
                break;
            }
            client = address.get().getHostAddress();
            if (!isTrusted(address.get())) {
                break;
            }
        }
        return client;
    }

    private boolean isTrusted(String address) {
        return parse(address).map(this::isTrusted).orElse(false);
    }

    private boolean isTrusted(InetAddress address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }

    /** An address as proxies write it: bare, in brackets, with a port. */
    private static Optional<InetAddress> parse(String text) {
        String bare = text.strip();
        if (bare.startsWith("[")) {
            bare = bare.substring(1, Math.max(1, bare.indexOf(']')));
        } else if (bare.indexOf(':') == bare.lastIndexOf(':') && bare.contains(":")) {
            bare = bare.substring(0, bare.indexOf(':'));
        }
        try {
            return Optional.of(InetAddress.ofLiteral(bare));
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }
}
