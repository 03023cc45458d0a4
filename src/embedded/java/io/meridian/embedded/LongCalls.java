package io.meridian.embedded;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Exempts a request that is being answered from the connection's idle timeout: a model may think longer than an unused
 * connection is worth keeping, and the gateway has timeouts of its own. Stateless.
 */
final class LongCalls extends Handler.Wrapper {
    LongCalls(Handler handler) {
        super(handler);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        request.addIdleTimeoutListener(timeout -> false);
        return super.handle(request, response, callback);
    }
}
