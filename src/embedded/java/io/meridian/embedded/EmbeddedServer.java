package io.meridian.embedded;

import java.time.Duration;
import java.util.Map;
import org.eclipse.jetty.ee11.servlet.ListenerHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/** The gateway in a Jetty of its own. Started and stopped once, by one thread each. */
final class EmbeddedServer {
    /**
     * Longer than any load balancer keeps a connection, or it would send requests into one we are closing. A
     * connection with a running call is not idle, however long the model thinks.
     */
    private static final Duration IDLE = Duration.ofSeconds(620);

    private static final int HEADERS = 32 * 1024;
    private static final int ANSWER = 32 * 1024;

    private final Server server;
    private final ServerConnector connector;
    private final ServletContextHandler context;

    private EmbeddedServer(Arguments arguments, Map<String, String> parameters) {
        // without a cap: 200 open streams, its default, would be the end of a server whose callers wait for minutes
        VirtualThreadPool threads = new VirtualThreadPool(0);
        threads.setName("http-");
        server = new Server(threads);
        connector = new ServerConnector(server, new HttpConnectionFactory(http()));
        connector.setHost(arguments.host());
        connector.setPort(arguments.port());
        connector.setIdleTimeout(IDLE.toMillis());
        connector.setShutdownIdleTimeout(-1);
        connector.setAcceptQueueSize(1024);
        server.addConnector(connector);
        context = context(arguments.contextPath(), parameters);
        JsonErrors errors = new JsonErrors();
        context.setErrorHandler(errors);
        server.setErrorHandler(errors);
        server.setHandler(context);
        server.setStopAtShutdown(false);
    }

    /** Returns when requests are accepted. */
    static EmbeddedServer start(Arguments arguments, Map<String, String> parameters) throws StartFailure {
        EmbeddedServer embedded = new EmbeddedServer(arguments, parameters);
        try {
            embedded.server.start();
            return embedded;
        } catch (Exception failure) {
            embedded.stopAfter(failure);
            throw new StartFailure(failure);
        }
    }

    String address() {
        String host = connector.getHost().contains(":") ? "[" + connector.getHost() + "]" : connector.getHost();
        return "http://" + host + ":" + connector.getLocalPort() + context.getContextPath();
    }

    /**
     * Accepts no more connections, tells the gateway, which returns when what is running has ended, and only then
     * closes connections. Left to itself Jetty closes them first.
     */
    void stop() throws Exception {
        var _ = connector.shutdown();
        context.contextDestroyed();
        server.stop();
    }

    private void stopAfter(Exception failure) {
        try {
            server.stop();
        } catch (Exception second) {
            failure.addSuppressed(second);
        }
    }

    private static ServletContextHandler context(String path, Map<String, String> parameters) {
        ServletContextHandler context = new ServletContextHandler(path);
        context.setDisplayName("Meridian");
        parameters.forEach(context::setInitParameter);
        ListenerHolder listener = new ListenerHolder();
        listener.setClassName("io.meridian.server.GatewayListener");
        context.getServletHandler().addListener(listener);
        // the gateway judges paths itself, on the request's raw URI
        context.getServletHandler().setDecodeAmbiguousURIs(true);
        return context;
    }

    private static HttpConfiguration http() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(HEADERS);
        http.setOutputBufferSize(ANSWER);
        // an answer up to this size leaves together with its headers, and with its length
        http.setOutputAggregationSize(ANSWER);
        // names of models may hold an encoded slash
        http.setUriCompliance(UriCompliance.DEFAULT.with("MERIDIAN", UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR));
        return http;
    }
}
