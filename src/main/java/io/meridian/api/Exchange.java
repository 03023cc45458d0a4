package io.meridian.api;

import io.meridian.base.GatewayException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request of a client and the answer to it. Resources read raw bytes from it and write raw bytes to it. Confined
 * to the request's thread.
 */
public final class Exchange {
    /** Under which name a request carries its exchange. */
    public static final String PROPERTY = "meridian.exchange";

    private static final String JSON = "application/json";
    private static final int UNWANTED = 64 * 1024;
    private static final int CHUNK = 8 * 1024;
    private static final long LINGER = 8L << 20;

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private String path;
    private String base = "";
    private final long bodyLimit;
    private final long arrivedNanos = System.nanoTime();
    private final CallNotes notes = new CallNotes();
    private final String callId;
    private Dialect dialect = Dialect.OPENAI;
    private String clientAddress;
    private boolean callIdInErrors;
    private boolean answered;
    private boolean bodyRead;

    /** {@code path} is canonical: without context path and root path, and safe to match. */
    public Exchange(HttpServletRequest request, HttpServletResponse response, String path, long bodyLimit) {
        this.request = request;
        this.response = response;
        this.path = path;
        this.bodyLimit = bodyLimit;
        this.clientAddress = request.getRemoteAddr();
        this.callId = CallId.of(request.getHeader("x-litellm-call-id"));
    }

    /** Sets the path once it is known to be canonical, and what links begin with. */
    public void locate(String canonicalPath, String linkBase) {
        this.path = canonicalPath;
        this.base = linkBase;
    }

    /** A path of this gateway as clients outside have to write it. */
    public String link(String target) {
        return base + target;
    }

    public String method() {
        return request.getMethod();
    }

    public String path() {
        return path;
    }

    public String callId() {
        return callId;
    }

    /** When the request reached us, on the clock of {@link System#nanoTime()}. */
    public long arrivedNanos() {
        return arrivedNanos;
    }

    /** What the access log, the metrics and the spend record will want to know. */
    public CallNotes notes() {
        return notes;
    }

    public Dialect dialect() {
        return dialect;
    }

    public void speak(Dialect routeDialect) {
        this.dialect = routeDialect;
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeader(name));
    }

    public Enumeration<String> headers(String name) {
        return request.getHeaders(name);
    }

    public Optional<String> query(String name) {
        return Optional.ofNullable(request.getParameter(name));
    }

    /** All values of a parameter, in their order. */
    public List<String> queries(String name) {
        String[] values = request.getParameterValues(name);
        return values == null ? List.of() : List.of(values);
    }

    /** Whose call it is, be it through a proxy. */
    public String clientAddress() {
        return clientAddress;
    }

    public void comesFrom(String address) {
        this.clientAddress = address;
    }

    /** Whether the bodies of errors repeat the call id, for clients that show no headers. */
    public void tellCallIdInErrors(boolean wanted) {
        this.callIdInErrors = wanted;
    }

    /** The body by which a failure is told on this route. */
    public byte[] errorBody(GatewayException failure) {
        return ErrorEnvelope.of(failure, dialect, callIdInErrors ? Optional.of(callId) : Optional.empty());
    }

    /** The whole body of a JSON request; refused if it is of another type or larger than allowed. */
    public byte[] body() {
        requireJson(request.getContentType());
        bodyRead = true;
        long announced = request.getContentLengthLong();
        try (InputStream stream = request.getInputStream()) {
            if (announced > bodyLimit) {
                throw tooLarge(stream);
            }
            return announced >= 0 ? exactly(stream, (int) announced) : upToLimit(stream);
        } catch (IOException broken) {
            throw new GatewayException.InvalidRequest("The request body could not be read.", "request_body");
        }
    }

    public void setHeader(String name, String value) {
        response.setHeader(name, value);
    }

    /** Adds a line of its own, whether or not there is one of that name; cheaper than a search for it. */
    public void addHeader(String name, String value) {
        response.addHeader(name, value);
    }

    /** Sends the whole answer. */
    public void answer(int status, String contentType, byte[] body) throws IOException {
        answer(status, contentType, body, 0, body.length);
    }

    /** Sends a part of an array as the whole answer. */
    public void answer(int status, String contentType, byte[] body, int offset, int length) throws IOException {
        answered = true;
        response.setStatus(status);
        response.setContentType(contentType);
        response.setContentLength(length);
        response.getOutputStream().write(body, offset, length);
    }

    public void answerJson(int status, byte[] body) throws IOException {
        answer(status, JSON, body);
    }

    /** Begins an answer of unknown length; what is written is sent at each flush. */
    public OutputStream stream(int status, String contentType) throws IOException {
        response.setContentType(contentType);
        return stream(status, -1);
    }

    /** As {@link #stream(int, String)} with headers set before; {@code length} is negative if unknown. */
    public OutputStream stream(int status, long length) throws IOException {
        answered = true;
        response.setStatus(status);
        if (length >= 0) {
            response.setContentLengthLong(length);
        }
        return response.getOutputStream();
    }

    /** Sends what is left of the answer; nothing can be added. */
    public void finish() {
        try {
            if (!bodyRead) {
                // a small body that nobody wanted is read all the same, or the connection could not be used again
                request.getInputStream().readNBytes(UNWANTED);
            }
            response.getOutputStream().close();
        } catch (IOException gone) {
            // nobody is left to be told
        }
    }

    /** Whether somebody has begun to answer. */
    public boolean isAnswered() {
        return answered;
    }

    /** Makes room for another answer, if some has begun; false if the status line has left already. */
    public boolean takeBack() {
        if (response.isCommitted()) {
            return false;
        }
        if (answered) {
            response.resetBuffer();
            response.setContentLengthLong(-1);
            answered = false;
        }
        return true;
    }

    public int status() {
        return response.getStatus();
    }

    private static void requireJson(@Nullable String contentType) {
        if (contentType == null || contentType.startsWith(JSON)) {
            return;
        }
        String type = contentType.toLowerCase(Locale.ROOT);
        int parameters = type.indexOf(';');
        String bare = (parameters < 0 ? type : type.substring(0, parameters)).strip();
        if (!bare.equals(JSON) && !bare.startsWith("text/") && !bare.endsWith("+json")) {
            throw new GatewayException.InvalidRequest(
                    415, "Unsupported content type '" + bare + "'; send application/json.");
        }
    }

    private static byte[] exactly(InputStream stream, int length) throws IOException {
        // room for a large body is made as it arrives: a promise of bytes costs a client nothing
        byte[] body = length > UNWANTED ? stream.readNBytes(length) : new byte[length];
        int read = length > UNWANTED ? body.length : stream.readNBytes(body, 0, length);
        if (read < length) {
            throw new GatewayException.InvalidRequest(
                    "The request body is shorter than its content length.", "request_body");
        }
        return body;
    }

    private byte[] upToLimit(InputStream stream) throws IOException {
        byte[] body = new byte[CHUNK];
        int length = 0;
        for (int read = stream.read(body); read >= 0; read = stream.read(body, length, body.length - length)) {
            length += read;
            if (length > bodyLimit) {
                throw tooLarge(stream);
            }
            if (length == body.length) {
                body = Arrays.copyOf(body, body.length * 2);
            }
        }
        return Arrays.copyOf(body, length);
    }

    /** A client that is still sending sees no answer, only a broken connection: a little more of it is read away. */
    private GatewayException tooLarge(InputStream stream) throws IOException {
        byte[] away = new byte[CHUNK];
        long left = LINGER;
        for (int read = 0; read >= 0 && left > 0; left -= read) {
            read = stream.read(away);
        }
        return new GatewayException.InvalidRequest(
                413, "The request is larger than the allowed " + bodyLimit / (1024 * 1024) + " MB.");
    }
}
