package io.meridian.config;

import java.net.InetAddress;

/** A range of IP addresses, written as an address or as address/prefix. Immutable. */
public record AddressRange(InetAddress network, int prefix) {
    static AddressRange parse(String text) throws Unreadable {
        int slash = text.indexOf('/');
        try {
            InetAddress network = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
            int bits = network.getAddress().length * Byte.SIZE;
            int prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
            if (prefix >= 0 && prefix <= bits) {
                return new AddressRange(network, prefix);
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new Unreadable("must hold IP addresses or ranges such as 10.0.0.0/8");
    }

    public boolean contains(InetAddress address) {
        byte[] mine = network.getAddress();
        byte[] other = address.getAddress();
        if (mine.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 0x80 >> (bit % Byte.SIZE);
            if (((mine[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
