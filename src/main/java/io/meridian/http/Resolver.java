package io.meridian.http;

import io.meridian.http.UpstreamException.Kind;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks names up in bounded time. The system's resolver blocks the thread under a virtual one, and a dead name server
 * would stop all of them, so it has platform threads of its own. Thread-safe.
 */
final class Resolver implements AutoCloseable {
    private static final int THREADS = 32;

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("upstream-resolver-", 0).daemon().factory());

    Resolver() {
        threads.allowCoreThreadTimeOut(true);
    }

    InetAddress[] resolve(String host, Deadlines deadlines) throws UpstreamException {
        if (Cidr.find(host).isPresent()) {
            return new InetAddress[] {InetAddress.ofLiteral(host)};
        }
        Future<InetAddress[]> lookup = threads.submit(() -> InetAddress.getAllByName(host));
        try {
            return lookup.get(deadlines.connectNanosLeft(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            throw UpstreamException.before(Kind.TIMEOUT_CONNECT, "the upstream's name did not resolve in time", late);
        } catch (ExecutionException unknown) {
            if (unknown.getCause() instanceof UnknownHostException cause) {
                throw UpstreamException.before(Kind.CONNECT, "the upstream's name could not be resolved", cause);
            }
            throw new IllegalStateException(unknown);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw UpstreamException.before(Kind.CONNECT, "interrupted while a name was looked up", interrupted);
        } finally {
            lookup.cancel(true);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
