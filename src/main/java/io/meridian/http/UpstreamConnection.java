package io.meridian.http;

import io.meridian.http.UpstreamException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.jspecify.annotations.Nullable;

/** A connection to one route, with the buffers it keeps from call to call. Used by one thread at a time. */
final class UpstreamConnection {
    static final Http1Config LIMITS =
            Http1Config.custom().setMaxHeaderCount(256).setMaxEmptyLineCount(4).build();
    static final InputStream UNUSED = InputStream.nullInputStream();
    private static final int MAX_INTERIM = 16;
    private static final long EARLY_ANSWER_NANOS = 500_000_000L;

    private final Wire wire;
    private final WireBuffer received;
    private final RequestWriter writer;
    private final DefaultHttpResponseParser parser = new DefaultHttpResponseParser(LIMITS);
    private Optional<ProxySettings.Proxy> proxy = Optional.empty();
    private boolean exhausted;
    private long idleSince;
    private long idleLimit;

    UpstreamConnection(Wire wire) {
        this.wire = wire;
        this.received = new WireBuffer(wire::receive);
        this.writer = new RequestWriter(wire);
    }

    Wire wire() {
        return wire;
    }

    WireBuffer received() {
        return received;
    }

    /** Requests on this connection go to that proxy, in plain text. */
    void through(ProxySettings.Proxy plainProxy) {
        proxy = Optional.of(plainProxy);
    }

    /** Sends the request and waits for the head of its answer. */
    ClassicHttpResponse exchange(UpstreamRequest request, Deadlines deadlines) throws UpstreamException {
        deadlines.connected();
        wire.use(deadlines, deadlines.totalBy());
        try {
            IOException failure = send(request, deadlines);
            ClassicHttpResponse head = failure == null ? finalHead() : earlyAnswer(failure);
            deadlines.headReceived();
            if (received.length() > 0) {
                // the body began in the same packet
                deadlines.received();
            }
            return head;
        } catch (HttpException notHttp) {
            throw new UpstreamException(Kind.BROKEN, true, "the upstream's answer is not HTTP", notHttp);
        } catch (IOException failure) {
            throw wire.broken(failure);
        }
    }

    /** A write may fail because the upstream has refused already: its answer then says more than the failure. */
    private @Nullable IOException send(UpstreamRequest request, Deadlines deadlines) throws IOException {
        try {
            writer.write(request, proxy);
            deadlines.requestSent();
            return null;
        } catch (IOException failure) {
            if (!wire.written() || wire.expired()) {
                throw failure;
            }
            exhausted = true;
            deadlines.earlyAnswer(EARLY_ANSWER_NANOS);
            return failure;
        }
    }

    private ClassicHttpResponse earlyAnswer(IOException failure) throws IOException {
        try {
            ClassicHttpResponse head = finalHead();
            if (head.getCode() >= 400) {
                return head;
            }
        } catch (IOException | HttpException noAnswer) {
            failure.addSuppressed(noAnswer);
        }
        throw failure;
    }

    /** Asks the proxy at the other end for a tunnel. */
    void tunnel(Endpoint target, ProxySettings.Proxy through) throws IOException {
        String name = target.host().indexOf(':') >= 0 ? "[" + target.host() + "]" : target.host();
        writer.connect(name + ":" + target.port(), through);
        try {
            ClassicHttpResponse answer = finalHead();
            if (answer.getCode() / 100 != 2 || received.length() > 0) {
                throw UpstreamException.before(
                        Kind.CONNECT, "the proxy refused the tunnel with status " + answer.getCode(), null);
            }
        } catch (HttpException notHttp) {
            throw UpstreamException.before(Kind.CONNECT, "the proxy's answer is not HTTP", notHttp);
        }
    }

    private ClassicHttpResponse finalHead() throws IOException, HttpException {
        for (int i = 0; i < MAX_INTERIM; i++) {
            received.startHead();
            ClassicHttpResponse head = parser.parse(received, UNUSED);
            if (head.getCode() >= 200) {
                return head;
            }
            if (head.getCode() == 101) {
                throw new ProtocolException("the upstream switched protocols unasked");
            }
        }
        throw new ProtocolException("too many interim responses");
    }

    /** Whether the last call left it in order; bytes behind the end of an answer are nobody's. */
    boolean isReusable() {
        return !exhausted && received.length() == 0;
    }

    /** Starts to wait for the next call; false if its time ran out at the last moment. */
    boolean idle(long now, long limit) {
        idleSince = now;
        idleLimit = limit;
        return wire.rest();
    }

    long idleNanos(long now) {
        return now - idleSince;
    }

    boolean outlived(long now) {
        return now - idleSince >= idleLimit;
    }
}
