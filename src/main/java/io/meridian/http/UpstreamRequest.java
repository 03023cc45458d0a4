package io.meridian.http;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * One call to an upstream. Immutable, and none of the buffers' positions is moved.
 *
 * @param pathSuffix goes behind the endpoint's path, with its query if there is one
 * @param headers as sent, except those that belong to a connection
 * @param body slices of heap arrays, sent one after the other; empty for none
 */
public record UpstreamRequest(
        String method,
        Endpoint endpoint,
        String pathSuffix,
        List<HttpHeader> headers,
        List<ByteBuffer> body,
        Timeouts timeouts,
        TlsPolicy tls) {
    public UpstreamRequest {
        if (!method.chars().allMatch(c -> c >= 'A' && c <= 'Z') || method.isEmpty()) {
            throw new IllegalArgumentException("not a method");
        }
        if (!Endpoint.isVisibleAscii(pathSuffix)) {
            throw new IllegalArgumentException("the path has a character not allowed");
        }
        for (ByteBuffer slice : body) {
            if (!slice.hasArray()) {
                throw new IllegalArgumentException("a body is made of slices of accessible arrays");
            }
        }
    }

    public static UpstreamRequest post(
            Endpoint endpoint, String pathSuffix, List<HttpHeader> headers, byte[] body, Timeouts timeouts) {
        return new UpstreamRequest(
                "POST", endpoint, pathSuffix, headers, List.of(ByteBuffer.wrap(body)), timeouts, TlsPolicy.VERIFIED);
    }

    public static UpstreamRequest get(
            Endpoint endpoint, String pathSuffix, List<HttpHeader> headers, Timeouts timeouts) {
        return new UpstreamRequest("GET", endpoint, pathSuffix, headers, List.of(), timeouts, TlsPolicy.VERIFIED);
    }

    public UpstreamRequest with(TlsPolicy policy) {
        return new UpstreamRequest(method, endpoint, pathSuffix, headers, body, timeouts, policy);
    }

    long bodyLength() {
        long length = 0;
        for (ByteBuffer slice : body) {
            length += slice.remaining();
        }
        return length;
    }

    /** The fields an inbound {@code Connection} header declares to be hop by hop. */
    Optional<String> connectionTokens() {
        for (HttpHeader header : headers) {
            if (header.is("connection")) {
                return Optional.of(header.value());
            }
        }
        return Optional.empty();
    }
}
