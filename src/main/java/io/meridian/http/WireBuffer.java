package io.meridian.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.impl.BasicHttpTransportMetrics;
import org.apache.hc.core5.http.io.HttpTransportMetrics;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.apache.hc.core5.util.CharArrayBuffer;

/**
 * What a connection has received and nobody has read yet. HttpCore's parsers read through it; unlike HttpCore's own
 * buffer it can tell what has arrived, bounds the whole of a message head, and takes no end of input for the end of a
 * head. Used by one thread.
 */
final class WireBuffer implements SessionInputBuffer {
    static final int CAPACITY = 16_384;
    private static final int HEAD_LIMIT = 65_536;

    /** Where more bytes come from; -1 at the end. */
    interface Source {
        int receive(byte[] into, int offset, int length) throws IOException;
    }

    private final Source source;
    private final byte[] bytes = new byte[CAPACITY];
    private final BasicHttpTransportMetrics metrics = new BasicHttpTransportMetrics();
    private int position;
    private int limit;
    private int headBytes;
    private long fills;

    WireBuffer(Source source) {
        this.source = source;
    }

    void startHead() {
        headBytes = 0;
    }

    /** How often the socket was read. */
    long fills() {
        return fills;
    }

    /** Whether the end of a chunk, the whole size line of the next and at least a byte of that one are here. */
    boolean nextChunkArrived() {
        int at = position;
        if (limit - at < 3 || bytes[at] != '\r' || bytes[at + 1] != '\n' || bytes[at + 2] == '0') {
            return false;
        }
        at += 2;
        while (at < limit && bytes[at] != '\n') {
            at++;
        }
        return at + 1 < limit;
    }

    /** Whether the rest of a chunked body, without trailers, is here. */
    boolean lastChunkArrived() {
        String end = "\r\n0\r\n\r\n";
        if (limit - position != end.length()) {
            return false;
        }
        for (int i = 0; i < end.length(); i++) {
            if (bytes[position + i] != end.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int length() {
        return limit - position;
    }

    @Override
    public int capacity() {
        return bytes.length;
    }

    @Override
    public int available() {
        return bytes.length - length();
    }

    @Override
    public int read(byte[] into, int offset, int length, InputStream ignored) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (position == limit && !fill()) {
            return -1;
        }
        int count = Math.min(length, limit - position);
        System.arraycopy(bytes, position, into, offset, count);
        position += count;
        return count;
    }

    @Override
    public int read(byte[] into, InputStream ignored) throws IOException {
        return read(into, 0, into.length, ignored);
    }

    @Override
    public int read(InputStream ignored) throws IOException {
        return position == limit && !fill() ? -1 : bytes[position++] & 0xff;
    }

    @Override
    public int readLine(CharArrayBuffer line, InputStream ignored) throws IOException {
        int scanned = 0;
        while (true) {
            for (int i = position + scanned; i < limit; i++) {
                if (bytes[i] == '\n') {
                    return take(line, i);
                }
            }
            scanned = limit - position;
            if (scanned >= CAPACITY) {
                throw new MessageConstraintException("a header line of more than " + CAPACITY + " bytes");
            }
            if (!fill()) {
                throw new EOFException("the upstream closed the connection");
            }
        }
    }

    private int take(CharArrayBuffer line, int newline) throws IOException {
        int end = newline > position && bytes[newline - 1] == '\r' ? newline - 1 : newline;
        int length = end - position;
        headBytes += length + 2;
        if (headBytes > HEAD_LIMIT && length > 0) {
            throw new MessageConstraintException("a message head of more than " + HEAD_LIMIT + " bytes");
        }
        line.append(bytes, position, length);
        position = newline + 1;
        return length;
    }

    private boolean fill() throws IOException {
        if (position > 0) {
            System.arraycopy(bytes, position, bytes, 0, limit - position);
            limit -= position;
            position = 0;
        }
        fills++;
        int count = source.receive(bytes, limit, bytes.length - limit);
        if (count < 0) {
            return false;
        }
        limit += count;
        return true;
    }

    @Override
    public HttpTransportMetrics getMetrics() {
        return metrics;
    }
}
