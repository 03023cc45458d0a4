package io.meridian.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One connection of a client to the fake upstream. Used by one thread. */
final class FakeUpstreamConnection {
    private static final int POLL_MILLIS = 10;

    private final FakeUpstream upstream;
    private final Socket socket;
    private final int number;
    private final BufferedInputStream in;
    private final OutputStream out;

    FakeUpstreamConnection(FakeUpstream upstream, Socket socket, int number) throws IOException {
        this.upstream = upstream;
        this.socket = socket;
        this.number = number;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = new BufferedOutputStream(socket.getOutputStream(), 16_384);
    }

    /** The next request, or null at the orderly end of the connection. */
    @Nullable
    FakeUpstreamRequest read() throws IOException {
        String line = line();
        if (line == null) {
            return null;
        }
        String[] words = line.split(" ", -1);
        if (words.length != 3) {
            throw new IOException("not a request line: " + line);
        }
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        for (String header = present(line()); !header.isEmpty(); header = present(line())) {
            int colon = header.indexOf(':');
            headers.add(Map.entry(
                    header.substring(0, colon), header.substring(colon + 1).strip()));
        }
        FakeUpstreamRequest head =
                new FakeUpstreamRequest(number, words[0], words[1], List.copyOf(headers), ByteBuffer.allocate(0));
        byte[] body = head.header("transfer-encoding").isPresent()
                ? chunks()
                : exactly(Integer.parseInt(head.header("content-length").orElse("0")));
        return new FakeUpstreamRequest(
                number,
                words[0],
                words[1],
                head.headers(),
                ByteBuffer.wrap(body).asReadOnlyBuffer());
    }

    /** Answers, and says whether the connection may be used again. */
    boolean answer(FakeUpstreamRequest request, FakeUpstreamBehaviour behaviour, FakeUpstreamReply reply, int serial)
            throws IOException {
        switch (behaviour) {
            case FakeUpstreamBehaviour.HangUp() -> {
                return false;
            }
            case FakeUpstreamBehaviour.Raw(String response, boolean close) -> {
                out.write(response.getBytes(ISO_8859_1));
                out.flush();
                return !close;
            }
            case FakeUpstreamBehaviour.Status(int status, String body, Map<String, String> headers) -> {
                plain(status, body, headers, behaviour);
                return true;
            }
            case FakeUpstreamBehaviour.Frames(List<String> frames) -> {
                return stream(frames, behaviour);
            }
            case FakeUpstreamBehaviour.StallBeforeFirstByte() -> upstream.stall(this);
            default -> {}
        }
        return usual(request, behaviour, reply, serial);
    }

    private boolean usual(
            FakeUpstreamRequest request, FakeUpstreamBehaviour behaviour, FakeUpstreamReply reply, int serial)
            throws IOException {
        boolean counted = !(behaviour instanceof FakeUpstreamBehaviour.WithoutUsage);
        if (request.target().contains("/embeddings")) {
            return plain(200, reply.embedding(request), Map.of(), behaviour);
        }
        if (!request.target().contains("/chat/completions")) {
            return plain(404, "{\"error\":{\"message\":\"no such route\"}}", Map.of(), behaviour);
        }
        if (!request.wantsStream()) {
            String body = behaviour instanceof FakeUpstreamBehaviour.Malformed(String frame)
                    ? frame
                    : reply.plain(serial, request, counted);
            return plain(200, body, Map.of(), behaviour);
        }
        List<String> frames = new ArrayList<>(reply.frames(serial, request, counted && request.wantsUsage()));
        if (behaviour instanceof FakeUpstreamBehaviour.Malformed(String frame)) {
            frames.add(1, frame);
        }
        frames.add("data: [DONE]\n\n");
        return stream(frames, behaviour);
    }

    private boolean plain(int status, String text, Map<String, String> more, FakeUpstreamBehaviour behaviour)
            throws IOException {
        byte[] body = text.getBytes(UTF_8);
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.put("Content-Type", "application/json");
        headers.put("Content-Length", Integer.toString(body.length));
        headers.putAll(more);
        head(status, headers, behaviour);
        int half = body.length / 2;
        out.write(body, 0, half);
        if (behaviour instanceof FakeUpstreamBehaviour.StallAfter) {
            out.flush();
            upstream.stall(this);
        }
        if (behaviour instanceof FakeUpstreamBehaviour.CutAfter) {
            out.flush();
            return false;
        }
        out.write(body, half, body.length - half);
        out.flush();
        return !(behaviour instanceof FakeUpstreamBehaviour.AnswerAndClose);
    }

    private boolean stream(List<String> frames, FakeUpstreamBehaviour behaviour) throws IOException {
        head(200, Map.of("Content-Type", "text/event-stream", "Transfer-Encoding", "chunked"), behaviour);
        out.flush();
        for (int i = 0; i < frames.size(); i++) {
            int sent = i;
            switch (behaviour) {
                case FakeUpstreamBehaviour.StallAfter(int events) when events == sent -> upstream.stall(this);
                case FakeUpstreamBehaviour.CutAfter(int events)
                when events == sent -> {
                    return false;
                }
                case FakeUpstreamBehaviour.Slowly(Duration pause) -> pause(pause);
                default -> {}
            }
            byte[] frame = frames.get(i).getBytes(UTF_8);
            out.write((Integer.toHexString(frame.length) + "\r\n").getBytes(ISO_8859_1));
            out.write(frame);
            out.write(new byte[] {'\r', '\n'});
            out.flush();
        }
        out.write("0\r\n\r\n".getBytes(ISO_8859_1));
        out.flush();
        return !(behaviour instanceof FakeUpstreamBehaviour.AnswerAndClose);
    }

    private void head(int status, Map<String, String> headers, FakeUpstreamBehaviour behaviour) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append(" Fake\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        if (behaviour instanceof FakeUpstreamBehaviour.AnswerAndClose) {
            head.append("Connection: close\r\n");
        }
        out.write(head.append("\r\n").toString().getBytes(ISO_8859_1));
    }

    /** Waits a moment for the client to say or do something, which it must not unless it leaves. */
    void failIfClientLeft() throws IOException {
        socket.setSoTimeout(POLL_MILLIS);
        try {
            in.mark(1);
            if (in.read() < 0) {
                throw new EOFException("the client left");
            }
            in.reset();
            pause(Duration.ofMillis(POLL_MILLIS));
        } catch (SocketTimeoutException stillThere) {
            return;
        } finally {
            socket.setSoTimeout(0);
        }
    }

    private void pause(Duration pause) throws IOException {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int size = Integer.parseInt(present(line()), 16);
        while (size > 0) {
            body.write(exactly(size));
            line();
            size = Integer.parseInt(present(line()), 16);
        }
        line();
        return body.toByteArray();
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("a body of " + length + " bytes ended after " + bytes.length);
        }
        return bytes;
    }

    private @Nullable String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = in.read();
        if (next < 0) {
            return null;
        }
        while (next >= 0 && next != '\n') {
            if (next != '\r') {
                line.write(next);
            }
            next = in.read();
        }
        return line.toString(ISO_8859_1);
    }

    private static String present(@Nullable String line) throws IOException {
        if (line == null) {
            throw new EOFException("the request ended early");
        }
        return line;
    }
}
