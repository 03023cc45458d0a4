package io.meridian.http;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;

/** A range of addresses of one family. Immutable. */
final class Cidr {
    private final byte[] network;
    private final int bits;

    private Cidr(byte[] network, int bits) {
        this.network = network;
        this.bits = bits;
    }

    /** Takes {@code 10.0.0.0/8}, {@code fc00::/7} or a lone address. */
    static Cidr of(String text) {
        int slash = text.indexOf('/');
        byte[] network = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash))
                .getAddress();
        int all = network.length * 8;
        int bits = slash < 0 ? all : Integer.parseInt(text.substring(slash + 1));
        if (bits < 0 || bits > all) {
            throw new IllegalArgumentException("not a range of addresses: " + text);
        }
        return new Cidr(network, bits);
    }

    static Optional<Cidr> find(String text) {
        try {
            return Optional.of(of(text));
        } catch (IllegalArgumentException aName) {
            return Optional.empty();
        }
    }

    boolean contains(byte[] address) {
        if (address.length != network.length) {
            return false;
        }
        int whole = bits / 8;
        int rest = bits % 8;
        return Arrays.equals(address, 0, whole, network, 0, whole)
                && (rest == 0 || (address[whole] ^ network[whole]) >> (8 - rest) == 0);
    }
}
