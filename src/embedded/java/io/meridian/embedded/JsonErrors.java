package io.meridian.embedded;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Answers what fails below the gateway, such as a malformed request line or oversized headers, with a small JSON
 * object instead of a page that advertises the server. Stateless.
 */
final class JsonErrors extends ErrorHandler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Object cause = request.getAttribute(ERROR_EXCEPTION);
        int status = response.getStatus();
        if (cause instanceof HttpException refused) {
            status = refused.getCode();
            response.setStatus(status);
        }
        if (HttpStatus.hasNoBody(status)) {
            callback.succeeded();
            return true;
        }
        String reason = cause instanceof HttpException refused && refused.getReason() != null
                ? refused.getReason()
                : HttpStatus.getMessage(status);
        byte[] body = ("{\"detail\":\"" + escaped(reason) + "\"}").getBytes(StandardCharsets.UTF_8);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
        return true;
    }

    /** The server's own words, which hold no character worth an escape; whatever else is there is not repeated. */
    private static String escaped(String text) {
        return text.replaceAll("[^\\x20-\\x7e]|[\"\\\\<>&]", "?");
    }
}
