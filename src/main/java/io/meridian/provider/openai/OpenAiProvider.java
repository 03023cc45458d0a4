package io.meridian.provider.openai;

import io.meridian.http.HttpHeader;
import io.meridian.http.UpstreamClient;
import io.meridian.http.UpstreamRequest;
import io.meridian.http.UpstreamResponse;
import io.meridian.provider.spi.Provider;
import io.meridian.provider.spi.ProviderAnswer;
import io.meridian.provider.spi.ProviderCall;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** OpenAI, and every provider that speaks its wire format. Thread-safe. */
public final class OpenAiProvider implements Provider {
    private static final String CHAT = "/chat/completions";

    private final UpstreamClient client;

    public OpenAiProvider(UpstreamClient client) {
        this.client = client;
    }

    @Override
    public ProviderAnswer complete(ProviderCall call) throws IOException {
        UpstreamRequest request = new UpstreamRequest(
                "POST",
                call.target().endpoint().orElseThrow(),
                CHAT,
                call.target().headers(),
                List.of(ByteBuffer.wrap(call.body())),
                call.timeouts(),
                call.target().tls());
        return new Answer(client.send(request));
    }

    private record Answer(UpstreamResponse response) implements ProviderAnswer {
        @Override
        public int status() {
            return response.status();
        }

        @Override
        public List<HttpHeader> headers() {
            return response.headers();
        }

        @Override
        public Optional<String> contentType() {
            return response.header("content-type");
        }

        @Override
        public InputStream body() {
            return response.body();
        }

        @Override
        public void abort() {
            response.abort();
        }

        @Override
        public void close() throws IOException {
            response.close();
        }
    }
}
