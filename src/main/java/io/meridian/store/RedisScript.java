package io.meridian.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A Lua script and the digest under which Redis knows it. Immutable. */
public record RedisScript(String name, String text, String digest) {
    /** The script made of these resources beside the class, one after another, so that scripts can share functions. */
    public static RedisScript of(Class<?> neighbour, String... resources) {
        StringBuilder text = new StringBuilder();
        for (String resource : resources) {
            text.append(read(neighbour, resource));
        }
        return new RedisScript(resources[resources.length - 1], text.toString(), sha1(text.toString()));
    }

    private static String read(Class<?> neighbour, String resource) {
        try (InputStream in = neighbour.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("No resource " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String sha1(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1"); // the protocol's choice, not for secrecy
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
