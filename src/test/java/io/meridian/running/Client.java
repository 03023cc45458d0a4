package io.meridian.running;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Talks to a gateway as its users do. Thread-safe. */
record Client(URI base, String key) {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    HttpResponse<String> get(String path) {
        return send(request(path).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String body) {
        return send(request(path).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    /** The status of a GET, or 0 if nobody answers. */
    int status(String path) {
        try {
            return get(path).statusCode();
        } catch (UncheckedIOException nobody) {
            return 0;
        }
    }

    HttpResponse<String> complete(String model) {
        return post("/v1/chat/completions", chat(model, false));
    }

    /** The lines of a streamed completion, as they come. */
    HttpResponse<Stream<String>> stream(String model) {
        return send(
                request("/v1/chat/completions")
                        .POST(BodyPublishers.ofString(chat(model, true)))
                        .build(),
                BodyHandlers.ofLines());
    }

    /** The virtual key that {@code /key/generate} has answered with. */
    static String key(HttpResponse<String> generated) {
        Matcher key = Pattern.compile("\"key\": ?\"(sk-[^\"]+)\"").matcher(generated.body());
        if (!key.find()) {
            throw new AssertionError("no key: " + generated.body());
        }
        return key.group(1);
    }

    static String chat(String model, boolean streamed) {
        return """
            {"model":"%s","stream":%s,"messages":[{"role":"user","content":"Hello"}]}\
            """.formatted(model, streamed);
    }

    private HttpRequest.Builder request(String path) {
        String prefix = base.toString().replaceAll("/$", "");
        return HttpRequest.newBuilder(URI.create(prefix + path))
                .timeout(Duration.ofSeconds(60))
                .header("content-type", "application/json")
                .header("authorization", "Bearer " + key);
    }

    private static <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body) {
        try {
            return HTTP.send(request, body);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
