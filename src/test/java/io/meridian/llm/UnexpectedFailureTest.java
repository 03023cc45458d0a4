package io.meridian.llm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.api.Exchange;
import io.meridian.api.Incident;
import io.meridian.base.JsonText;
import io.meridian.base.Usd;
import io.meridian.http.HttpHeader;
import io.meridian.http.TlsPolicy;
import io.meridian.limits.HoldNotes;
import io.meridian.limits.LimitsModule;
import io.meridian.provider.spi.ProviderAnswer;
import io.meridian.provider.spi.Target;
import io.meridian.routing.Deployment;
import io.meridian.routing.RoutingModule;
import io.meridian.spend.PriceBook;
import io.meridian.spend.SpendModule;
import io.meridian.spend.SpendSettings;
import io.meridian.spend.TokenCount;
import io.meridian.testing.FakeExchange;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Something of ours breaks while an answer is on its way. */
class UnexpectedFailureTest {
    private static final String WORDS = "jdbc:postgresql://secret@inner-host/db is broken";
    private static final String EVENT =
            "data: {\"id\":\"c-1\",\"model\":\"inner\",\"choices\":[{\"delta\":{\"content\":\"Hello there\"}}]}\n\n";

    @TempDir
    private Path folder;

    @Test
    void endsAStreamThatHasBegunWithOneErrorEventAndAnIdThatIsLogged() throws Exception {
        FakeExchange asked = FakeExchange.of("POST", "/v1/chat/completions")
                .body("{\"model\":\"fast\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
        Exchange exchange = asked.exchange();
        List<LogRecord> log = logOf(() -> call(exchange));

        assertThat(asked.sent()).startsWith(EVENT.replace("inner", "fast")).doesNotContain("[DONE]", "secret", "State");
        String[] frames = asked.sent().strip().split("\n\n", -1);
        assertThat(frames).hasSize(2);
        JsonNode error = JsonText.stored(frames[1].substring("data: ".length())).path("error");
        assertThat(error.path("code").textValue()).isEqualTo("500");
        Matcher id = Pattern.compile("Internal server error \\(([0-9a-f]+)\\)")
                .matcher(error.path("message").textValue());
        assertThat(id.matches()).isTrue();
        assertThat(log).singleElement().satisfies(line -> {
            assertThat(line.getMessage()).contains(id.group(1));
            assertThat(line.getThrown()).hasMessage(WORDS);
        });
        assertThat(exchange.notes().failure).isEqualTo("IllegalStateException");
        assertThat(exchange.notes().failureStatus).isEqualTo(500);
        assertThat(exchange.notes().usage.completionTokens()).isEqualTo(2);
    }

    private void call(Exchange exchange) throws Exception {
        Clock clock = Clock.systemUTC();
        MetricRegistry metrics = new MetricRegistry();
        try (SpendModule spend = SpendModule.create(
                        SpendSettings.in(folder).withSizes(256 << 10, 1 << 20),
                        Optional.empty(),
                        (_, _, _) -> {},
                        clock,
                        metrics);
                LimitsModule limits = LimitsModule.create(
                        Optional.empty(),
                        Duration.ofMinutes(1),
                        (_, _, _) -> Usd.ZERO,
                        () -> 1,
                        HoldNotes.NONE,
                        clock);
                LlmModule llm = LlmModule.create(
                        settings(),
                        "test",
                        RoutingModule.create(List.of(deployment()), Map.of()).router(),
                        limits.limiter(),
                        spend,
                        new LlmModule.Prices(PriceBook.bundled(), new TokenCount()),
                        clock)) {
            llm.chat().complete(exchange, TestKey.PLAIN.caller());
        }
    }

    private static LlmSettings settings() {
        return new LlmSettings(
                Map.of(),
                false,
                Duration.ofMinutes(1),
                Optional.empty(),
                LlmSettings.STANDARD_SILENCE,
                Map::of,
                new LlmSettings.Admission(429, ZoneOffset.UTC, true, false, false, LlmSettings.CountedTokens.TOTAL));
    }

    private static Deployment deployment() {
        return new Deployment(
                "d-1",
                "fast",
                "openai",
                _ -> new Breaking(),
                "inner",
                Optional.empty(),
                new Target(Optional.empty(), List.of(), TlsPolicy.VERIFIED, "none://", Optional.empty()),
                Map.of(),
                Set.of(),
                Map.of(),
                new Deployment.Share(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                new Deployment.Patience(Optional.empty(), Optional.empty()));
    }

    private interface Work {
        void run() throws Exception;
    }

    private static List<LogRecord> logOf(Work work) throws Exception {
        List<LogRecord> records = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                records.add(line);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(Incident.class.getName());
        logger.addHandler(handler);
        try {
            work.run();
        } finally {
            logger.removeHandler(handler);
        }
        return records;
    }

    /** Gives one event and then breaks. */
    private static final class Breaking implements ProviderAnswer {
        @Override
        public int status() {
            return 200;
        }

        @Override
        public List<HttpHeader> headers() {
            return List.of();
        }

        @Override
        public Optional<String> contentType() {
            return Optional.of("text/event-stream");
        }

        @Override
        public InputStream body() {
            return new InputStream() {
                private boolean read;

                @Override
                public int read() {
                    throw new UnsupportedOperationException();
                }

                @Override
                public int read(byte[] into, int offset, int length) {
                    if (read) {
                        throw new IllegalStateException(WORDS);
                    }
                    read = true;
                    byte[] event = EVENT.getBytes(UTF_8);
                    System.arraycopy(event, 0, into, offset, event.length);
                    return event.length;
                }
            };
        }

        @Override
        public void abort() {}

        @Override
        public void close() {}
    }
}
