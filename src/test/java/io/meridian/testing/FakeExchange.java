package io.meridian.testing;

import io.meridian.api.Exchange;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A request without a socket, and what was answered to it. Confined to one thread. */
public final class FakeExchange {
    private final String method;
    private final String path;
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<String, String> query = new TreeMap<>();
    private final Map<String, List<String>> answered = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private byte[] body = {};
    private int status = 200;
    private boolean committed;

    private FakeExchange(String method, String path) {
        this.method = method;
        this.path = path;
    }

    public static FakeExchange of(String method, String path) {
        return new FakeExchange(method, path);
    }

    public FakeExchange header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    public FakeExchange query(String name, String value) {
        query.put(name, value);
        return this;
    }

    public FakeExchange body(String json) {
        body = json.getBytes(StandardCharsets.UTF_8);
        return header("content-type", "application/json");
    }

    public Exchange exchange() {
        return new Exchange(
                fake(HttpServletRequest.class, this::request),
                fake(HttpServletResponse.class, this::response),
                path,
                Integer.MAX_VALUE);
    }

    public int status() {
        return status;
    }

    /** The values of a header of the answer. */
    public List<String> answered(String name) {
        return answered.getOrDefault(name, List.of());
    }

    public String sent() {
        return sent.toString(StandardCharsets.UTF_8);
    }

    private @Nullable Object request(Object self, Method called, Object[] arguments) {
        return switch (called.getName()) {
            case "getMethod" -> method;
            case "getRequestURI" -> path;
            case "getContentType" -> headers.get("content-type");
            case "getContentLengthLong" -> (long) body.length;
            case "getInputStream" -> new Body(body);
            case "getRemoteAddr" -> "127.0.0.1";
            case "getHeader" -> headers.get((String) arguments[0]);
            case "getParameter" -> query.get((String) arguments[0]);
            default -> throw new UnsupportedOperationException(called.getName());
        };
    }

    private @Nullable Object response(Object self, Method called, Object[] arguments) {
        switch (called.getName()) {
            case "setStatus" -> status = (int) arguments[0];
            case "setHeader" -> answered.put((String) arguments[0], new ArrayList<>(List.of((String) arguments[1])));
            case "addHeader" ->
                answered.computeIfAbsent((String) arguments[0], _ -> new ArrayList<>())
                        .add((String) arguments[1]);
            case "setContentType" -> answered.put("content-type", new ArrayList<>(List.of((String) arguments[0])));
            case "getStatus" -> {
                return status;
            }
            case "isCommitted" -> {
                return committed;
            }
            case "resetBuffer" -> sent.reset();
            case "getOutputStream" -> {
                return new Sent();
            }
            case "setContentLength", "setContentLengthLong" -> {}
            default -> throw new UnsupportedOperationException(called.getName());
        }
        return null;
    }

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static final class Body extends ServletInputStream {
        private final ByteArrayInputStream bytes;

        Body(byte[] body) {
            this.bytes = new ByteArrayInputStream(body);
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            return bytes.read(into, offset, length);
        }

        @Override
        public boolean isFinished() {
            return bytes.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException();
        }
    }

    private final class Sent extends ServletOutputStream {
        @Override
        public void write(int octet) {
            sent.write(octet);
        }

        @Override
        public void flush() {
            committed = true;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new UnsupportedOperationException();
        }
    }
}
