package io.meridian.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.api.Exchange;
import io.meridian.api.Incident;
import io.meridian.base.JsonText;
import io.meridian.testing.FakeExchange;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.glassfish.jersey.server.ResourceConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens between a request and the resource that answers it. */
class JerseyContainerTest {
    private static final String WORDS = "jdbc:postgresql://secret@inner-host/db is broken";

    private final JerseyContainer container = new JerseyContainer(new ResourceConfig(Desk.class)
            .register(new GatewayExceptionMapper())
            .register(new UnhandledExceptionMapper()));

    /** Some answers that are out of the ordinary. */
    @Path("desk")
    public static final class Desk {
        @GET
        @Path("cookies")
        public Response cookies() {
            return Response.ok("here")
                    .header("Set-Cookie", "a=1")
                    .header("Set-Cookie", "b=2")
                    .header("Vary", "Origin")
                    .header("Vary", "Accept")
                    .build();
        }

        @GET
        @Path("broken/{name}")
        public Response broken(@PathParam("name") String name) {
            if (name.isEmpty()) {
                return Response.noContent().build();
            }
            throw new IllegalStateException(WORDS);
        }

        @GET
        @Path("late/{sent}")
        public void late(@Context ContainerRequestContext request, @PathParam("sent") boolean sent) throws IOException {
            Exchange exchange = (Exchange) Objects.requireNonNull(request.getProperty(Exchange.PROPERTY));
            OutputStream out = exchange.stream(200, "text/plain");
            out.write("half of it".getBytes(StandardCharsets.UTF_8));
            if (sent) {
                out.flush();
            }
            throw new IllegalStateException(WORDS);
        }
    }

    @AfterEach
    void close() {
        container.close();
    }

    @Test
    void keepsEveryValueOfAHeader() {
        FakeExchange asked = FakeExchange.of("GET", "/desk/cookies");
        container.handle(asked.exchange());
        assertThat(asked.sent()).isEqualTo("here");
        assertThat(asked.answered("set-cookie")).containsExactly("a=1", "b=2");
        assertThat(asked.answered("vary")).containsExactly("Origin", "Accept");
    }

    @Test
    void namesTheRouteOfARequestThatFails() {
        Exchange exchange = FakeExchange.of("GET", "/desk/broken/x").exchange();
        container.handle(exchange);
        assertThat(exchange.notes().route).isEqualTo("/desk/broken/{name}");
        assertThat(exchange.notes().failure).isEqualTo("IllegalStateException");
        assertThat(exchange.notes().failureStatus).isEqualTo(500);
    }

    @Test
    void failsInTheEndIfAnAnswerHasBegunToLeave() {
        FakeExchange asked = FakeExchange.of("GET", "/desk/late/true");
        Exchange exchange = asked.exchange();
        assertThatThrownBy(() -> container.handle(exchange)).hasRootCauseMessage(WORDS);
        assertThat(asked.sent()).isEqualTo("half of it");
        assertThat(exchange.notes().failure).isEqualTo("IllegalStateException");
        assertThat(exchange.notes().failureStatus).isEqualTo(500);
    }

    @Test
    void replacesAnAnswerOfWhichNothingHasLeft() {
        FakeExchange asked = FakeExchange.of("GET", "/desk/late/false");
        container.handle(asked.exchange());
        assertThat(asked.status()).isEqualTo(500);
        assertThat(asked.sent()).startsWith("{\"error\":").contains("Internal server error");
    }

    @Test
    void tellsAnIdOfWhatNobodyExpectedAndLogsTheSame() {
        Captured log = new Captured();
        Logger logger = Logger.getLogger(Incident.class.getName());
        logger.addHandler(log);
        FakeExchange asked = FakeExchange.of("GET", "/desk/broken/x");
        try {
            container.handle(asked.exchange());
        } finally {
            logger.removeHandler(log);
        }
        assertThat(asked.status()).isEqualTo(500);
        assertThat(asked.sent()).doesNotContain("secret", "broken", "IllegalState", "Exception");
        String message = JsonText.stored(asked.sent()).at("/error/message").textValue();
        Matcher id = Pattern.compile("Internal server error \\(([0-9a-f]+)\\)").matcher(message);
        assertThat(id.matches()).as(message).isTrue();
        assertThat(log.records).singleElement().satisfies(line -> {
            assertThat(line.getMessage()).contains(id.group(1));
            assertThat(line.getThrown()).hasMessage(WORDS);
        });
    }

    private static final class Captured extends Handler {
        private final List<LogRecord> records = new ArrayList<>();

        @Override
        public void publish(LogRecord line) {
            records.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
