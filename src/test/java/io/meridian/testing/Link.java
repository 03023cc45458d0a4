package io.meridian.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** A TCP path to a backend that a test can cut and mend. Thread-safe. */
public final class Link implements AutoCloseable {
    private final ServerSocket front;
    private final String host;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;
    private volatile boolean silent;

    private Link(ServerSocket front, String host, int port) {
        this.front = front;
        this.host = host;
        this.port = port;
    }

    public static Link to(String host, int port) {
        try {
            Link link = new Link(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), host, port);
            Thread.ofVirtual().start(link::accept);
            return link;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public int port() {
        return front.getLocalPort();
    }

    /** Breaks every connection, and each one that is made from now on. */
    public void cut() {
        cut = true;
        open.forEach(Link::close);
    }

    /** Keeps every connection, but nothing gets through any more, as if a cable were pulled. */
    public void silence() {
        silent = true;
    }

    /** What was cut stays so; what was silent speaks again. */
    public void mend() {
        cut = false;
        silent = false;
    }

    @Override
    public void close() {
        cut();
        try {
            front.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void accept() {
        while (!front.isClosed()) {
            try {
                Socket client = front.accept();
                open.add(client);
                if (cut) {
                    close(client);
                } else {
                    join(client);
                }
            } catch (IOException closed) {
                // the test is over, or the backend is gone: whoever called sees a closed connection
            }
        }
    }

    private void join(Socket client) throws IOException {
        Socket backend = new Socket(host, port);
        open.add(backend);
        Thread.ofVirtual().start(() -> pump(client, backend));
        Thread.ofVirtual().start(() -> pump(backend, client));
    }

    private void pump(Socket from, Socket to) {
        byte[] bytes = new byte[8192];
        try (InputStream in = from.getInputStream()) {
            for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
                while (silent && !to.isClosed()) {
                    LockSupport.parkNanos(1_000_000);
                }
                to.getOutputStream().write(bytes, 0, length);
            }
        } catch (IOException broken) {
            // the other side learns it below
        } finally {
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
