package io.meridian.http;

import io.meridian.http.ProxySettings.Proxy;
import io.meridian.http.UpstreamException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/** Makes connections: resolves, checks the addresses, connects to the very address checked. Thread-safe. */
final class Connector implements AutoCloseable {
    private final ProxySettings proxies;
    private final EgressGuard guard;
    private final TlsContexts contexts;
    private final Watch watch;
    private final Resolver resolver = new Resolver();

    Connector(HttpSettings settings, Watch watch) {
        this.proxies = settings.proxies();
        this.guard = new EgressGuard(settings.allowedHosts());
        this.contexts = new TlsContexts(settings.caFiles());
        this.watch = watch;
    }

    /** A connection ready for a request, within the call's time for connecting. */
    UpstreamConnection open(Endpoint endpoint, TlsPolicy policy, Deadlines deadlines) throws UpstreamException {
        Optional<Proxy> proxy = proxies.proxyFor(endpoint.secure(), endpoint.host(), endpoint.port());
        List<InetAddress> addresses = proxy.isPresent()
                ? proxyAddresses(endpoint, proxy.get(), deadlines)
                : permitted(endpoint.host(), resolver.resolve(endpoint.host(), deadlines));
        int port = proxy.map(Proxy::port).orElse(endpoint.port());
        Wire wire = connect(addresses, port, deadlines);
        try {
            UpstreamConnection connection = new UpstreamConnection(wire);
            if (endpoint.secure()) {
                if (proxy.isPresent()) {
                    connection.tunnel(endpoint, proxy.get());
                }
                secure(wire, endpoint, policy);
            } else {
                proxy.ifPresent(connection::through);
            }
            return connection;
        } catch (IOException failure) {
            watch.drop(wire);
            throw failed(wire, failure);
        } catch (IllegalArgumentException unusable) {
            watch.drop(wire);
            throw UpstreamException.before(Kind.TLS, String.valueOf(unusable.getMessage()), unusable);
        }
    }

    private Wire connect(List<InetAddress> addresses, int port, Deadlines deadlines) throws UpstreamException {
        UpstreamException last = UpstreamException.before(Kind.TIMEOUT_CONNECT, "no time was left to connect", null);
        for (int i = 0; i < addresses.size(); i++) {
            // an address that swallows packets must leave time for the others
            long millis = deadlines.connectNanosLeft() / 1_000_000 / (addresses.size() - i);
            if (millis <= 0) {
                break;
            }
            Wire wire = null;
            try {
                wire = watch.newWire();
                wire.use(deadlines, deadlines.connectBy());
                wire.socket().connect(new InetSocketAddress(addresses.get(i), port), (int)
                        Math.min(Integer.MAX_VALUE, millis));
                wire.connected();
                return wire;
            } catch (SocketTimeoutException late) {
                watch.drop(wire);
                last = UpstreamException.before(Kind.TIMEOUT_CONNECT, "the upstream did not accept in time", late);
            } catch (IOException refused) {
                if (wire == null) {
                    throw UpstreamException.before(Kind.CONNECT, "no socket could be opened", refused);
                }
                watch.drop(wire);
                last = failed(wire, refused);
            }
        }
        throw last;
    }

    /** The watch ends a handshake that takes too long, as it ends everything else on the wire. */
    private void secure(Wire wire, Endpoint endpoint, TlsPolicy policy) throws IOException {
        SSLSocket secure = contexts.secure(wire.socket(), endpoint, policy);
        secure.startHandshake();
        wire.secured(secure);
    }

    private static UpstreamException failed(Wire wire, IOException failure) {
        if (wire.expired() || failure instanceof SocketTimeoutException) {
            return UpstreamException.before(Kind.TIMEOUT_CONNECT, "the upstream did not connect in time", failure);
        }
        if (failure instanceof UpstreamException known) {
            Kind kind = known.kind() == Kind.BROKEN ? Kind.CONNECT : known.kind();
            return UpstreamException.before(kind, String.valueOf(known.getMessage()), known.getCause());
        }
        if (failure instanceof SSLException) {
            return UpstreamException.before(Kind.TLS, "no trusted connection to the upstream was possible", failure);
        }
        return UpstreamException.before(Kind.CONNECT, "the upstream could not be connected to", failure);
    }

    @Override
    public void close() {
        resolver.close();
    }

    /** A proxy resolves names itself and was chosen by the administrator; literal targets are checked all the same. */
    private List<InetAddress> proxyAddresses(Endpoint endpoint, Proxy proxy, Deadlines deadlines)
            throws UpstreamException {
        if (Cidr.find(endpoint.host()).isPresent()) {
            permitted(endpoint.host(), new InetAddress[] {InetAddress.ofLiteral(endpoint.host())});
        }
        return List.of(resolver.resolve(proxy.host(), deadlines));
    }

    private List<InetAddress> permitted(String host, InetAddress[] resolved) throws UpstreamException {
        List<InetAddress> permitted = guard.permitted(host, resolved);
        if (permitted.isEmpty()) {
            throw UpstreamException.before(
                    Kind.REFUSED_ADDRESS, "the host has no address that requests may be sent to", null);
        }
        return permitted;
    }
}
