package io.meridian.testing;

import java.io.ByteArrayOutputStream;

/** The little of DER that a certificate needs. */
final class FakeUpstreamDer {
    private FakeUpstreamDer() {}

    static byte[] of(int tag, byte... content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length >= 0x80) {
            // lengths up to 65,535 are all that occur
            out.write(content.length < 0x100 ? 0x81 : 0x82);
        }
        if (content.length >= 0x100) {
            out.write(content.length >> 8);
        }
        out.write(content.length);
        out.writeBytes(content);
        return out.toByteArray();
    }

    static byte[] sequence(byte[]... parts) {
        return of(0x30, joined(parts));
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    static byte[] oid(int... arcs) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(arcs[0] * 40 + arcs[1]);
        for (int i = 2; i < arcs.length; i++) {
            for (int shift = 28; shift > 0; shift -= 7) {
                if (arcs[i] >> shift != 0) {
                    out.write(0x80 | ((arcs[i] >> shift) & 0x7f));
                }
            }
            out.write(arcs[i] & 0x7f);
        }
        return of(6, out.toByteArray());
    }
}
