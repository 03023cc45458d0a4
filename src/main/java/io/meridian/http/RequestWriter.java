package io.meridian.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * Puts requests on a wire, small ones in one write. It keeps no room between them: most of its life a connection
 * listens. Used by one thread.
 */
final class RequestWriter {
    private static final int CAPACITY = 8_192;
    private static final int HEAD = 2_048;
    private static final byte[] NONE = {};

    private final Wire wire;
    private byte[] buffer = NONE;
    private int used;

    RequestWriter(Wire wire) {
        this.wire = wire;
    }

    /**
     * Writes head and body.
     *
     * @param proxy set if the request goes to a proxy in plain text, and so names the whole URL
     */
    void write(UpstreamRequest request, Optional<ProxySettings.Proxy> proxy) throws IOException {
        begin(HEAD + request.bodyLength());
        Endpoint endpoint = request.endpoint();
        add(request.method());
        add(" ");
        if (proxy.isPresent()) {
            add("http://");
            add(endpoint.authority());
        }
        add(endpoint.path());
        add(endpoint.path().isEmpty() && !request.pathSuffix().startsWith("/") ? "/" : "");
        add(request.pathSuffix());
        add(" HTTP/1.1\r\nHost: ");
        add(endpoint.authority());
        add("\r\nAccept-Encoding: identity\r\n");
        if (proxy.isPresent() && proxy.get().authorization().isPresent()) {
            field("Proxy-Authorization", proxy.get().authorization().get().reveal());
        }
        addHeaders(request);
        long length = request.bodyLength();
        if (length > 0 || !(request.method().equals("GET") || request.method().equals("HEAD"))) {
            field("Content-Length", Long.toString(length));
        }
        add("\r\n");
        for (ByteBuffer slice : request.body()) {
            add(slice.array(), slice.arrayOffset() + slice.position(), slice.remaining());
        }
        end();
    }

    /** Asks a proxy for a tunnel. */
    void connect(String authority, ProxySettings.Proxy proxy) throws IOException {
        begin(HEAD);
        add("CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n");
        if (proxy.authorization().isPresent()) {
            field("Proxy-Authorization", proxy.authorization().get().reveal());
        }
        add("\r\n");
        end();
    }

    private void begin(long expected) {
        buffer = new byte[(int) Math.min(CAPACITY, expected)];
        used = 0;
    }

    private void end() throws IOException {
        flush();
        buffer = NONE;
    }

    private void addHeaders(UpstreamRequest request) throws IOException {
        Optional<String> tokens = request.connectionTokens();
        for (HttpHeader header : request.headers()) {
            if (!header.ownedByConnection() && (tokens.isEmpty() || !names(tokens.get(), header.name()))) {
                field(header.name(), header.value());
            }
        }
    }

    private static boolean names(String tokens, String name) {
        return ("," + tokens.toLowerCase(Locale.ROOT).replace(" ", "") + ",")
                .contains("," + name.toLowerCase(Locale.ROOT) + ",");
    }

    private void field(String name, String value) throws IOException {
        add(name);
        add(": ");
        add(value);
        add("\r\n");
    }

    private void add(String text) throws IOException {
        int length = text.length();
        if (length > buffer.length - used) {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            add(bytes, 0, bytes.length);
            return;
        }
        // all texts were checked to be Latin-1 where they entered
        for (int i = 0; i < length; i++) {
            buffer[used + i] = (byte) text.charAt(i);
        }
        used += length;
    }

    private void add(byte[] bytes, int offset, int length) throws IOException {
        int fits = Math.min(length, buffer.length - used);
        System.arraycopy(bytes, offset, buffer, used, fits);
        used += fits;
        if (fits == length) {
            return;
        }
        flush();
        int left = length - fits;
        if (left >= buffer.length) {
            wire.write(bytes, offset + fits, left);
            return;
        }
        System.arraycopy(bytes, offset + fits, buffer, 0, left);
        used = left;
    }

    private void flush() throws IOException {
        if (used > 0) {
            wire.write(buffer, 0, used);
            used = 0;
        }
    }
}
