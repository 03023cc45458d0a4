package io.meridian.http;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Keeps callers from steering connections into the operator's own network: of a host's addresses only those in
 * public ranges are used, unless the administrator named the host. Thread-safe.
 */
final class EgressGuard {
    private static final List<Cidr> SPECIAL_V4 = ranges(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            // a public address that is the host's own agent in one large cloud
            "168.63.129.16/32",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4");

    /** All global unicast lies here: loopback, local, multicast, mapped and NAT64 forms are outside by construction. */
    private static final Cidr GLOBAL_V6 = Cidr.of("2000::/3");

    private static final List<Cidr> SPECIAL_V6 = ranges("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    private final Predicate<String> allowedHosts;

    public EgressGuard(Predicate<String> allowedHosts) {
        this.allowedHosts = allowedHosts;
    }

    /** The addresses of that host which may be connected to, in the resolver's order; empty if it is refused. */
    public List<InetAddress> permitted(String host, InetAddress[] resolved) {
        if (allowedHosts.test(host)) {
            return List.of(resolved);
        }
        List<InetAddress> permitted = new ArrayList<>();
        for (InetAddress address : resolved) {
            if (!isSpecial(address)) {
                permitted.add(address);
            }
        }
        return permitted;
    }

    /** Whether the address has a meaning other than "a host somewhere in the Internet". */
    public static boolean isSpecial(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 4) {
            return SPECIAL_V4.stream().anyMatch(range -> range.contains(bytes));
        }
        return !GLOBAL_V6.contains(bytes) || SPECIAL_V6.stream().anyMatch(range -> range.contains(bytes));
    }

    private static List<Cidr> ranges(String... ranges) {
        return Stream.of(ranges).map(Cidr::of).toList();
    }
}
