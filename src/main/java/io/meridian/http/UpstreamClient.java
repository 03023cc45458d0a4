package io.meridian.http;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.meridian.http.UpstreamException.Kind;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentLengthStrategy;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.impl.DefaultContentLengthStrategy;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests over pooled HTTP/1.1 connections, blocking the caller's virtual thread. Follows no redirects and
 * repeats nothing an upstream may have seen. Thread-safe.
 */
public final class UpstreamClient implements AutoCloseable {
    private record Route(boolean secure, String host, int port, TlsPolicy tls) {}

    private final HttpSettings settings;
    private final Map<Route, RoutePool> pools = new ConcurrentHashMap<>();
    private final Watch watch;
    private final Connector connector;
    private final Counter stale;
    private final long keepAlive;

    private UpstreamClient(HttpSettings settings, MetricRegistry metrics) {
        this.settings = settings;
        this.keepAlive = settings.keepAlive().toNanos();
        this.stale = metrics.counter("http.connections.stale");
        this.watch = new Watch(metrics.counter("http.connections.opened"), this::sweep);
        this.connector = new Connector(settings, watch);
    }

    /** Reads the certificate bundle, if one is set, and fails if it cannot be used. */
    public static UpstreamClient create(HttpSettings settings, MetricRegistry metrics) {
        UpstreamClient client = new UpstreamClient(settings, metrics);
        metrics.gauge("http.connections.open", () -> (Gauge<Integer>) client.watch::open);
        metrics.gauge("http.connections.pooled", () -> (Gauge<Integer>) client::pooled);
        return client;
    }

    /** Sends the request and returns when the head of the answer is here, whatever its status. */
    public UpstreamResponse send(UpstreamRequest request) throws UpstreamException {
        Deadlines deadlines = new Deadlines(request.timeouts());
        RoutePool pool = pool(request);
        pool.acquire(deadlines);
        boolean leased = false;
        try {
            UpstreamConnection connection = pool.poll();
            ClassicHttpResponse head = connection == null ? null : reused(connection, request, deadlines);
            if (connection == null || head == null) {
                connection = connector.open(request.endpoint(), request.tls(), deadlines);
                head = exchange(connection, request, deadlines);
            }
            leased = true;
            return response(new Lease(pool, connection), request, head);
        } finally {
            if (!leased) {
                pool.release();
            }
        }
    }

    /** Null if the connection turned out to be closed before anything could be sent. */
    private @Nullable ClassicHttpResponse reused(
            UpstreamConnection connection, UpstreamRequest request, Deadlines deadlines) throws UpstreamException {
        try {
            return exchange(connection, request, deadlines);
        } catch (UpstreamException failure) {
            if (failure.requestSent() || failure.kind() != Kind.BROKEN) {
                throw failure;
            }
            stale.inc();
            return null;
        }
    }

    private ClassicHttpResponse exchange(UpstreamConnection connection, UpstreamRequest request, Deadlines deadlines)
            throws UpstreamException {
        boolean answered = false;
        try {
            ClassicHttpResponse head = connection.exchange(request, deadlines);
            answered = true;
            return head;
        } finally {
            if (!answered) {
                watch.drop(connection.wire());
            }
        }
    }

    private UpstreamResponse response(Lease lease, UpstreamRequest request, ClassicHttpResponse head)
            throws UpstreamException {
        OptionalLong idleLimit = Reuse.idleLimit(head, keepAlive);
        lease.mayIdle(idleLimit.orElse(0));
        try {
            return new UpstreamResponse(head, new ResponseBody(lease, length(request, head)));
        } catch (HttpException unclear) {
            lease.discard();
            throw new UpstreamException(Kind.BROKEN, true, "the upstream's answer has no clear length", unclear);
        }
    }

    private static long length(UpstreamRequest request, ClassicHttpResponse head) throws HttpException {
        if (request.method().equals("HEAD") || head.getCode() == 204 || head.getCode() == 304) {
            return 0;
        }
        long length = DefaultContentLengthStrategy.INSTANCE.determineLength(head);
        if (length == ContentLengthStrategy.CHUNKED) {
            return ResponseBody.CHUNKED;
        }
        return length < 0 ? ResponseBody.UNTIL_CLOSE : length;
    }

    private RoutePool pool(UpstreamRequest request) {
        Endpoint endpoint = request.endpoint();
        Route route = new Route(endpoint.secure(), endpoint.host(), endpoint.port(), request.tls());
        RoutePool pool = pools.get(route);
        return pool != null ? pool : pools.computeIfAbsent(route, key -> new RoutePool(settings, watch, stale));
    }

    private int pooled() {
        return pools.values().stream().mapToInt(RoutePool::idle).sum();
    }

    private void sweep() {
        long now = System.nanoTime();
        pools.values().forEach(pool -> pool.sweep(now));
    }

    @Override
    public void close() {
        pools.values().forEach(RoutePool::close);
        watch.close();
        connector.close();
    }
}
