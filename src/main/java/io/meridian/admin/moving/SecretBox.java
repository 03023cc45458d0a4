package io.meridian.admin.moving;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/**
 * Opens what NaCl's secretbox (XSalsa20 and Poly1305) sealed. The JDK has neither, and a library of nine megabytes
 * would be a lot for reading an old form once; nothing is ever sealed with this.
 */
final class SecretBox {
    private static final int NONCE = 24;
    private static final int MAC = 16;
    private static final int BLOCK = 64;
    /** What of the key stream authenticates; the text is under the rest. */
    private static final int MAC_KEY = 32;

    private static final int[] SIGMA = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};
    private static final BigInteger PRIME = BigInteger.TWO.pow(130).subtract(BigInteger.valueOf(5));
    private static final BigInteger CLAMP = new BigInteger("0ffffffc0ffffffc0ffffffc0fffffff", 16);

    private SecretBox() {}

    /** The text, or nothing if it was sealed under another key or is not what was sealed. */
    static Optional<byte[]> open(byte[] key, byte[] sealed) {
        if (sealed.length < NONCE + MAC) {
            return Optional.empty();
        }
        byte[] mac = Arrays.copyOfRange(sealed, NONCE, NONCE + MAC);
        byte[] text = Arrays.copyOfRange(sealed, NONCE + MAC, sealed.length);
        byte[] stream = stream(key, Arrays.copyOf(sealed, NONCE), MAC_KEY + text.length);
        if (!MessageDigest.isEqual(mac, authenticator(Arrays.copyOf(stream, MAC_KEY), text))) {
            return Optional.empty();
        }
        for (int i = 0; i < text.length; i++) {
            text[i] ^= stream[MAC_KEY + i];
        }
        return Optional.of(text);
    }

    private static byte[] stream(byte[] key, byte[] nonce, int length) {
        int[] words = words(nonce);
        int[] subkey = derived(words(key), words);
        ByteBuffer stream =
                ByteBuffer.allocate((length + BLOCK - 1) / BLOCK * BLOCK).order(ByteOrder.LITTLE_ENDIAN);
        for (int block = 0; stream.hasRemaining(); block++) {
            int[] start = state(subkey, words[4], words[5], block, 0);
            int[] mixed = mixed(start);
            for (int i = 0; i < mixed.length; i++) {
                stream.putInt(mixed[i] + start[i]);
            }
        }
        return Arrays.copyOf(stream.array(), length);
    }

    /** HSalsa20: a key of its own for the first two thirds of the nonce. */
    private static int[] derived(int[] key, int[] nonce) {
        int[] mixed = mixed(state(key, nonce[0], nonce[1], nonce[2], nonce[3]));
        return new int[] {mixed[0], mixed[5], mixed[10], mixed[15], mixed[6], mixed[7], mixed[8], mixed[9]};
    }

    private static int[] state(int[] key, int a, int b, int c, int d) {
        return new int[] {
            SIGMA[0], key[0], key[1], key[2], //
            key[3], SIGMA[1], a, b, //
            c, d, SIGMA[2], key[4], //
            key[5], key[6], key[7], SIGMA[3]
        };
    }

    /** The twenty rounds of Salsa20. */
    private static int[] mixed(int[] start) {
        int[] x = start.clone();
        for (int round = 0; round < 20; round += 2) {
            quarter(x, 0, 4, 8, 12);
            quarter(x, 5, 9, 13, 1);
            quarter(x, 10, 14, 2, 6);
            quarter(x, 15, 3, 7, 11);
            quarter(x, 0, 1, 2, 3);
            quarter(x, 5, 6, 7, 4);
            quarter(x, 10, 11, 8, 9);
            quarter(x, 15, 12, 13, 14);
        }
        return x;
    }

    private static void quarter(int[] x, int a, int b, int c, int d) {
        x[b] ^= Integer.rotateLeft(x[a] + x[d], 7);
        x[c] ^= Integer.rotateLeft(x[b] + x[a], 9);
        x[d] ^= Integer.rotateLeft(x[c] + x[b], 13);
        x[a] ^= Integer.rotateLeft(x[d] + x[c], 18);
    }

    /** Poly1305. */
    private static byte[] authenticator(byte[] key, byte[] text) {
        BigInteger factor = number(key, 0, MAC).and(CLAMP);
        BigInteger sum = BigInteger.ZERO;
        for (int at = 0; at < text.length; at += MAC) {
            int length = Math.min(MAC, text.length - at);
            sum = sum.add(number(text, at, length).setBit(8 * length))
                    .multiply(factor)
                    .mod(PRIME);
        }
        byte[] reversed = sum.add(number(key, MAC, MAC)).toByteArray();
        byte[] mac = new byte[MAC];
        for (int i = 0; i < Math.min(MAC, reversed.length); i++) {
            mac[i] = reversed[reversed.length - 1 - i];
        }
        return mac;
    }

    /** Of bytes that begin with the least. */
    private static BigInteger number(byte[] bytes, int from, int length) {
        byte[] reversed = new byte[length];
        for (int i = 0; i < length; i++) {
            reversed[i] = bytes[from + length - 1 - i];
        }
        return new BigInteger(1, reversed);
    }

    private static int[] words(byte[] bytes) {
        int[] words = new int[bytes.length / Integer.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(words);
        return words;
    }
}
