package io.meridian.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.base.JsonText;
import io.meridian.config.ConfigLoader;
import io.meridian.config.GatewayConfig;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/** The whole gateway behind a real socket in this JVM, configured as an operator would configure it. */
public final class TestGateway implements AutoCloseable {
    public static final String MASTER_KEY = "sk-master-of-the-tests-4711";

    private final Gateway gateway;
    private final Server server;
    private final URI uri;
    private final HttpClient client = HttpClient.newHttpClient();

    private TestGateway(Gateway gateway, Server server, URI uri) {
        this.gateway = gateway;
        this.server = server;
        this.uri = uri;
    }

    /** What a test says about its gateway: a configuration file and the environment. */
    public static final class Setup {
        private final Map<String, String> environment = new HashMap<>();
        private String yaml = "model_list: []";
        private OutputStream accessLog = new FileOutputStream(FileDescriptor.out);

        private Setup() {
            environment.put("LITELLM_MASTER_KEY", MASTER_KEY);
        }

        public Setup yaml(String text) {
            this.yaml = text;
            return this;
        }

        public Setup with(String variable, String value) {
            environment.put(variable, value);
            return this;
        }

        /** Where the access log goes instead of standard output. */
        public Setup accessLog(OutputStream stream) {
            this.accessLog = stream;
            return this;
        }

        public TestGateway start() {
            try {
                Path folder = Files.createTempDirectory("meridian-test");
                environment.putIfAbsent(
                        "MERIDIAN_DATA_DIR", folder.resolve("data").toString());
                Path file = Files.writeString(folder.resolve("config.yaml"), yaml);
                GatewayConfig config = ConfigLoader.load(
                                Optional.of(file), environment, false, Deployments::isAddressKnown)
                        .config();
                return serve(Gateway.start(config, false, accessLog));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    public static Setup setup() {
        return new Setup();
    }

    private static TestGateway serve(Gateway gateway) {
        VirtualThreadPool threads = new VirtualThreadPool();
        threads.setMaxConcurrentTasks(0);
        Server server = new Server(threads);
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(new ServletHolder(new GatewayServlet(gateway)), "/*");
        server.setHandler(context);
        try {
            server.start();
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
        return new TestGateway(gateway, server, URI.create("http://127.0.0.1:" + connector.getLocalPort()));
    }

    public URI uri() {
        return uri;
    }

    public HttpResponse<String> get(String path, String key) {
        return send(request(path, key).GET().build());
    }

    public HttpResponse<String> post(String path, String key, String body) {
        return send(request(path, key)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    /** A request of any method with a JSON body. */
    public HttpResponse<String> call(String method, String path, String key, String body) {
        return send(request(path, key)
                .header("content-type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    /** Makes a key with these fields as the administrator and returns it. */
    public String newKey(String fields) {
        return json(post("/key/generate", MASTER_KEY, fields)).path("key").textValue();
    }

    public static JsonNode json(HttpResponse<String> response) {
        return JsonText.stored(response.body());
    }

    public HttpRequest.Builder request(String path, String key) {
        return HttpRequest.newBuilder(URI.create(uri + path)).header("authorization", "Bearer " + key);
    }

    public HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    Gateway gateway() {
        return gateway;
    }

    @Override
    public void close() {
        gateway.close();
        try {
            server.stop();
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
        client.close();
    }
}
