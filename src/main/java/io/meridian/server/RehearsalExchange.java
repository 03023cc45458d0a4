package io.meridian.server;

import io.meridian.api.Exchange;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** A request nobody sent and an answer nobody reads: as much of the Servlet API as an exchange asks for. */
final class RehearsalExchange {
    private static final String PATH = "/v1/chat/completions";

    private final byte[] body;
    private final String key;

    RehearsalExchange(byte[] body, String key) {
        this.body = body;
        this.key = key;
    }

    Exchange exchange() {
        HttpServletRequest request =
                fake(HttpServletRequest.class, (_, method, arguments) -> request(method, arguments));
        HttpServletResponse response = fake(HttpServletResponse.class, (_, method, _) -> response(method));
        return new Exchange(request, response, PATH, Integer.MAX_VALUE);
    }

    private @Nullable Object request(Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "getMethod" -> "POST";
            case "getContentType" -> "application/json";
            case "getContentLengthLong" -> (long) body.length;
            case "getInputStream" -> new Body(body);
            case "getRemoteAddr" -> "127.0.0.1";
            case "getHeader" -> "Authorization".equals(arguments[0]) ? "Bearer " + key : null;
            default -> nothing(method);
        };
    }

    private static @Nullable Object response(Method method) {
        return method.getName().equals("getOutputStream") ? new Nowhere() : nothing(method);
    }

    private static @Nullable Object nothing(Method method) {
        Class<?> type = method.getReturnType();
        if (type == boolean.class) {
            return false;
        }
        return type == int.class ? (Object) 0 : type == long.class ? (Object) 0L : null;
    }

    private static <T> T fake(Class<T> type, java.lang.reflect.InvocationHandler handler) {
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
            throw new UnsupportedOperationException("the gateway reads and blocks");
        }
    }

    private static final class Nowhere extends ServletOutputStream {
        @Override
        public void write(int octet) {
            // nobody reads it
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            // nobody reads it
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new UnsupportedOperationException("the gateway writes and blocks");
        }
    }
}
