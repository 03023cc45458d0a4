package io.meridian.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;

/**
 * A provider on a local socket that speaks OpenAI's chat completions, remembers every request, and misbehaves on
 * demand: once through {@link #next}, or always for models whose name contains a marker. Thread-safe.
 */
public final class FakeUpstream implements AutoCloseable {
    private final ServerSocket server;
    private final String scheme;
    private final Queue<FakeUpstreamRequest> requests = new ConcurrentLinkedQueue<>();
    private final Queue<FakeUpstreamBehaviour> queued = new ConcurrentLinkedQueue<>();
    private final Map<String, FakeUpstreamBehaviour> byModel = new ConcurrentHashMap<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Set<Socket> idle = ConcurrentHashMap.newKeySet();
    private final Thread acceptor = Thread.ofVirtual().name("fake-upstream").unstarted(this::accept);
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger serial = new AtomicInteger();
    private final AtomicInteger stalled = new AtomicInteger();
    private final AtomicInteger disconnects = new AtomicInteger();
    private final AtomicReference<CountDownLatch> gate = new AtomicReference<>(new CountDownLatch(1));
    private final AtomicReference<FakeUpstreamReply> reply =
            new AtomicReference<>(new FakeUpstreamReply("Hello from the fake upstream.", 5, 11, 7));

    private FakeUpstream(ServerSocket server, String scheme) {
        this.server = server;
        this.scheme = scheme;
    }

    public static FakeUpstream start() {
        return start(ServerSocketFactory.getDefault(), "http");
    }

    /** The same over TLS, with the certificate of that context. */
    public static FakeUpstream startTls(SSLContext context) {
        return start(context.getServerSocketFactory(), "https");
    }

    private static FakeUpstream start(ServerSocketFactory factory, String scheme) {
        try {
            ServerSocket server = factory.createServerSocket(0, 512, InetAddress.ofLiteral("127.0.0.1"));
            FakeUpstream upstream = new FakeUpstream(server, scheme);
            upstream.acceptor.start();
            return upstream;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Where it listens, without a path; {@code /v1} goes behind it in an OpenAI base URL. */
    public URI uri() {
        return URI.create(scheme + "://127.0.0.1:" + server.getLocalPort());
    }

    public int port() {
        return server.getLocalPort();
    }

    /** What the next requests meet, one each, in this order; afterwards they are answered as usual. */
    public FakeUpstream next(FakeUpstreamBehaviour... behaviours) {
        queued.addAll(List.of(behaviours));
        return this;
    }

    /** What every request meets whose model contains this marker, unless something is queued. */
    public FakeUpstream whenModel(String marker, FakeUpstreamBehaviour behaviour) {
        byModel.put(marker, behaviour);
        return this;
    }

    public FakeUpstream text(String text) {
        return change(old -> new FakeUpstreamReply(text, old.events(), old.promptTokens(), old.completionTokens()));
    }

    /** Over how many content events a stream spreads the text. */
    public FakeUpstream events(int events) {
        return change(old -> new FakeUpstreamReply(old.text(), events, old.promptTokens(), old.completionTokens()));
    }

    public FakeUpstream usage(long promptTokens, long completionTokens) {
        return change(old -> new FakeUpstreamReply(old.text(), old.events(), promptTokens, completionTokens));
    }

    private FakeUpstream change(UnaryOperator<FakeUpstreamReply> edit) {
        reply.updateAndGet(edit);
        return this;
    }

    /** Every request that was read to its end, in order of arrival. */
    public List<FakeUpstreamRequest> requests() {
        return List.copyOf(requests);
    }

    public FakeUpstreamRequest lastRequest() {
        return requests().getLast();
    }

    public int requestCount() {
        return requests.size();
    }

    public int connectionsAccepted() {
        return accepted.get();
    }

    public int connectionsOpen() {
        return open.size();
    }

    /** How many requests are being stalled now. */
    public int stalled() {
        return stalled.get();
    }

    /** How many clients went away in the middle of an answer or a stall. */
    public int disconnects() {
        return disconnects.get();
    }

    /** Lets every stalled request go on. */
    public void release() {
        gate.getAndSet(new CountDownLatch(1)).countDown();
    }

    /** Closes the connections that wait for a next request. */
    public void closeIdleConnections() {
        idle.forEach(FakeUpstream::closeQuietly);
    }

    /** Forgets the requests seen and what is queued. */
    public void reset() {
        requests.clear();
        queued.clear();
        byModel.clear();
    }

    /** Returns when nobody can connect any more: the system listens on until the accepting thread has left. */
    @Override
    public void close() {
        closeQuietly(server);
        try {
            acceptor.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        open.forEach(FakeUpstream::closeQuietly);
        release();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                open.add(socket);
                int number = accepted.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket, number));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket, int number) {
        try (socket) {
            FakeUpstreamConnection connection = new FakeUpstreamConnection(this, socket, number);
            idle.add(socket);
            FakeUpstreamRequest request = connection.read();
            while (request != null) {
                idle.remove(socket);
                requests.add(request);
                if (!connection.answer(request, behaviour(request), reply.get(), serial.incrementAndGet())) {
                    return;
                }
                idle.add(socket);
                request = connection.read();
            }
        } catch (IOException gone) {
            if (!idle.contains(socket)) {
                disconnects.incrementAndGet();
            }
        } finally {
            idle.remove(socket);
            open.remove(socket);
        }
    }

    private FakeUpstreamBehaviour behaviour(FakeUpstreamRequest request) {
        FakeUpstreamBehaviour once = queued.poll();
        if (once != null) {
            return once;
        }
        String model = request.model();
        return byModel.entrySet().stream()
                .filter(entry -> model.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(FakeUpstreamBehaviour.Answer::new);
    }

    /** Blocks until released; a client that goes away meanwhile ends it with an exception. */
    void stall(FakeUpstreamConnection connection) throws IOException {
        CountDownLatch latch = gate.get();
        stalled.incrementAndGet();
        try {
            while (latch.getCount() > 0) {
                connection.failIfClientLeft();
            }
        } finally {
            stalled.decrementAndGet();
        }
    }

    private static void closeQuietly(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception alreadyGone) {
            // a test that ends does not care how its sockets do
            return;
        }
    }
}
