package io.meridian.testing;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What the fake upstream does with one request. Immutable. */
public sealed interface FakeUpstreamBehaviour {
    /** The usual answer, plain or as a stream, as the request asks. */
    record Answer() implements FakeUpstreamBehaviour {}

    /** The usual answer, but its usage is left out even if the request asks for it. */
    record WithoutUsage() implements FakeUpstreamBehaviour {}

    /** The usual answer, then the connection is closed as announced by a header. */
    record AnswerAndClose() implements FakeUpstreamBehaviour {}

    /** This status, body and headers instead; the content type is JSON unless a header says otherwise. */
    record Status(int status, String body, Map<String, String> headers) implements FakeUpstreamBehaviour {
        /** An error in OpenAI's envelope. */
        public static Status error(int status, String message) {
            String body = "{\"error\":{\"message\":\"" + message
                    + "\",\"type\":\"fake_error\",\"param\":null,\"code\":null}}";
            return new Status(status, body, Map.of());
        }

        public Status with(String name, String value) {
            return new Status(status, body, Map.of(name, value));
        }
    }

    /** Nothing is answered until {@link FakeUpstream#release()}; then the usual answer. */
    record StallBeforeFirstByte() implements FakeUpstreamBehaviour {}

    /** Silence after that many events (or in the middle of a plain body) until {@link FakeUpstream#release()}. */
    record StallAfter(int events) implements FakeUpstreamBehaviour {}

    /** The connection is closed after that many events, or in the middle of a plain body. */
    record CutAfter(int events) implements FakeUpstreamBehaviour {}

    /** The request is read and the connection closed without a byte of an answer. */
    record HangUp() implements FakeUpstreamBehaviour {}

    /** The usual stream with this frame, verbatim, after the first event; as a plain body it is all there is. */
    record Malformed(String frame) implements FakeUpstreamBehaviour {}

    /** The usual stream with a pause before each event. */
    record Slowly(Duration pause) implements FakeUpstreamBehaviour {}

    /** A stream of exactly these frames, each one chunk, for dialects of other providers. */
    record Frames(List<String> frames) implements FakeUpstreamBehaviour {}

    /** These bytes (ISO 8859-1) are the whole response, status line and all; then the connection is closed or kept. */
    record Raw(String response, boolean close) implements FakeUpstreamBehaviour {}
}
