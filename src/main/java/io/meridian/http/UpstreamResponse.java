package io.meridian.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;

/**
 * An answer whose head is here and whose body is still to be read. Read to its end, the connection serves the next
 * call; closed before, it is closed. Used by one thread.
 */
public final class UpstreamResponse implements Closeable {
    private final ClassicHttpResponse head;
    private final ResponseBody body;

    UpstreamResponse(ClassicHttpResponse head, ResponseBody body) {
        this.head = head;
        this.body = body;
    }

    public int status() {
        return head.getCode();
    }

    /** The first header of that name, whatever its case. */
    public Optional<String> header(String name) {
        Header header = head.getFirstHeader(name);
        return header == null ? Optional.empty() : Optional.ofNullable(header.getValue());
    }

    /** All headers as received, in their order, without those that concern the connection. */
    public List<HttpHeader> headers() {
        List<HttpHeader> headers = new ArrayList<>();
        for (Header header : head.getHeaders()) {
            HttpHeader.received(header.getName(), header.getValue()).ifPresent(headers::add);
        }
        return headers;
    }

    /**
     * The body; one read gives all that has arrived and fits. Failures are {@link UpstreamException}s.
     */
    public InputStream body() {
        return body;
    }

    /** Ends the call from another thread: a read that waits fails. Without effect once the answer has ended. */
    public void abort() {
        body.abort();
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
