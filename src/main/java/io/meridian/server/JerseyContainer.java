package io.meridian.server;

import io.meridian.api.Exchange;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.security.Principal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.server.ApplicationHandler;
import org.glassfish.jersey.server.ContainerException;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.ContainerResponse;
import org.glassfish.jersey.server.ExtendedResourceContext;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.model.Resource;
import org.glassfish.jersey.server.model.ResourceModel;
import org.glassfish.jersey.server.spi.ContainerResponseWriter;
import org.glassfish.jersey.uri.UriTemplate;
import org.jspecify.annotations.Nullable;

/**
 * Hands requests to Jersey without the stock servlet container, which costs several times as much while it is cold:
 * resources get the exchange itself, so no header and no byte is copied for them. Thread-safe.
 */
final class JerseyContainer {
    private static final URI BASE = URI.create("http://meridian/");

    /** The property of a request whose failure came too late for an answer. */
    private static final String BROKEN = "meridian.broken";

    private static final SecurityContext ANONYMOUS = new Anonymous();

    private final ApplicationHandler handler;
    /** Routes without variables, parsed once: as many as there are, whatever clients invent. */
    private final Map<String, URI> fixed = new HashMap<>();

    JerseyContainer(ResourceConfig resources) {
        this.handler = new ApplicationHandler(resources);
        routes().getResources().forEach(resource -> remember("", resource));
    }

    void handle(Exchange exchange) {
        ContainerRequest request = new ContainerRequest(
                BASE,
                uri(exchange.path()),
                exchange.method(),
                ANONYMOUS,
                new MapPropertiesDelegate(),
                handler.getConfiguration());
        request.setProperty(Exchange.PROPERTY, exchange);
        request.setWriter(new Writer(exchange));
        try {
            handler.handle(request);
        } finally {
            exchange.notes().route = route(request);
        }
        if (request.getProperty(BROKEN) instanceof Throwable failure) {
            throw new ContainerException(failure);
        }
    }

    /** Lets the request fail in the end, though a mapper has dealt with its failure: nothing else tells the client. */
    static void breakOff(ContainerRequest request, Throwable failure) {
        request.setProperty(BROKEN, failure);
    }

    /** The template of what was matched, for logs and metrics: a client's own words must not make series. */
    private static @Nullable String route(ContainerRequest request) {
        List<UriTemplate> matched = request.getUriInfo().getMatchedTemplates();
        if (matched.isEmpty()) {
            return null;
        }
        StringBuilder route = new StringBuilder();
        for (UriTemplate template : matched.reversed()) {
            String part = template.getTemplate();
            if (part.length() > 1) {
                route.append(part.startsWith("/") ? part : "/" + part);
            }
        }
        return route.isEmpty() ? "/" : route.toString();
    }

    /** Every route there really is, those included that are Jersey's own. */
    ResourceModel routes() {
        return handler.getInjectionManager()
                .getInstance(ExtendedResourceContext.class)
                .getResourceModel();
    }

    void close() {
        handler.onShutdown(null);
    }

    private URI uri(String path) {
        URI known = fixed.get(path);
        return known == null ? parsed(path) : known;
    }

    private static URI parsed(String path) {
        return URI.create("http://meridian" + path);
    }

    private void remember(String prefix, Resource resource) {
        String own = resource.getPath();
        String path = own.isEmpty() || own.startsWith("/") || prefix.endsWith("/") ? prefix + own : prefix + "/" + own;
        if (path.indexOf('{') < 0) {
            fixed.put(path, parsed(path));
            resource.getChildResources().forEach(child -> remember(path, child));
        }
    }

    /** Writes what Jersey answers, unless the resource has written its answer itself. */
    private record Writer(Exchange exchange) implements ContainerResponseWriter {
        @Override
        public @Nullable OutputStream writeResponseStatusAndHeaders(long length, ContainerResponse response) {
            if (exchange.isAnswered()) {
                return OutputStream.nullOutputStream();
            }
            for (Map.Entry<String, List<String>> header :
                    response.getStringHeaders().entrySet()) {
                List<String> values = header.getValue();
                exchange.setHeader(header.getKey(), values.getFirst());
                values.stream().skip(1).forEach(value -> exchange.addHeader(header.getKey(), value));
            }
            try {
                return exchange.stream(response.getStatus(), length);
            } catch (IOException gone) {
                throw new ContainerException(gone);
            }
        }

        @Override
        public boolean suspend(long timeOut, TimeUnit unit, TimeoutHandler handler) {
            throw new UnsupportedOperationException("requests are answered on their own thread");
        }

        @Override
        public void setSuspendTimeout(long timeOut, TimeUnit unit) {
            throw new UnsupportedOperationException("requests are answered on their own thread");
        }

        @Override
        public void commit() {}

        @Override
        public void failure(Throwable error) {
            throw error instanceof RuntimeException failure ? failure : new ContainerException(error);
        }

        @Override
        public boolean enableResponseBuffering() {
            return false;
        }
    }

    /** Jersey wants somebody; who really calls is settled by the authentication filter. */
    private static final class Anonymous implements SecurityContext {
        @Override
        public @Nullable Principal getUserPrincipal() {
            return null;
        }

        @Override
        public boolean isUserInRole(String role) {
            return false;
        }

        @Override
        public boolean isSecure() {
            return false;
        }

        @Override
        public @Nullable String getAuthenticationScheme() {
            return null;
        }
    }
}
