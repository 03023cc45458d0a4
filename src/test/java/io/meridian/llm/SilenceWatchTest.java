package io.meridian.llm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.http.HttpHeader;
import io.meridian.provider.spi.ProviderAnswer;
import io.meridian.testing.Await;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Streams that say nothing for a second get a comment, by which a client that left is noticed. */
class SilenceWatchTest {
    private static final Duration SILENCE = Duration.ofSeconds(1);
    private static final String COMMENT = ": waiting\n\n";

    private final SilenceWatch watch = new SilenceWatch(SILENCE);
    private final Answer answer = new Answer();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @AfterEach
    void close() {
        watch.close();
    }

    @Test
    void commentsOnAStreamThatIsSilent() {
        long began = System.nanoTime();
        try (ClientStream stream = new ClientStream(out, answer, watch)) {
            Await.until("a comment is written", () -> out.size() >= COMMENT.length());
            assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
            assertThat(out.toString(UTF_8)).startsWith(COMMENT);
            assertThat(stream.isGone()).isFalse();
            assertThat(answer.aborted).isFalse();
        }
    }

    @Test
    void endsTheCallOfAClientThatLeft() {
        try (ClientStream stream = new ClientStream(new Gone(), answer, watch)) {
            Await.until("the call is aborted", answer.aborted::get);
            assertThat(stream.isGone()).isTrue();
        }
    }

    @Test
    void writesTwiceSinceTheFirstOnlyCausesWhatTheSecondSees() {
        try (ClientStream stream = new ClientStream(out, answer, watch)) {
            stream.breakSilence();
            assertThat(out.toString(UTF_8)).isEqualTo(COMMENT + COMMENT);
        }
    }

    @Test
    void writesNothingAfterTheEnd() {
        ClientStream stream = new ClientStream(out, answer, watch);
        stream.close();
        stream.breakSilence();
        assertThat(out.size()).isZero();
    }

    @Test
    void aStreamThatJustSpokeIsNotSilent() throws IOException {
        try (ClientStream stream = new ClientStream(out, answer, watch)) {
            long before = System.nanoTime();
            stream.sendError("{}".getBytes(UTF_8));
            assertThat(out.toString(UTF_8)).isEqualTo("data: {}\n\n");
            assertThat(stream.isSilent(before + TimeUnit.MILLISECONDS.toNanos(900), SILENCE.toNanos()))
                    .isFalse();
            assertThat(stream.isSilent(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1_100), SILENCE.toNanos()))
                    .isTrue();
        }
    }

    /** A provider that says nothing. */
    private static final class Answer implements ProviderAnswer {
        private final AtomicBoolean aborted = new AtomicBoolean();

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
            return Optional.empty();
        }

        @Override
        public InputStream body() {
            return InputStream.nullInputStream();
        }

        @Override
        public void abort() {
            aborted.set(true);
        }

        @Override
        public void close() {}
    }

    private static final class Gone extends OutputStream {
        @Override
        public void write(int octet) throws IOException {
            throw new IOException("reset by peer");
        }
    }
}
