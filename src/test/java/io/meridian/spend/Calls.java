package io.meridian.spend;

import io.meridian.api.Usage;
import io.meridian.base.Usd;
import java.time.Instant;
import java.util.List;

/** Calls as tests need them: the number tells them apart and decides what they cost. */
final class Calls {
    static final Instant PERIOD = Instant.parse("2026-11-01T00:00:00Z");
    static final Instant START = Instant.parse("2026-11-20T12:00:00.123456Z");
    static final String KEY = "k".repeat(64);
    static final Charge CHARGE = new Charge("key", KEY, PERIOD);

    private Calls() {}

    static OpenedCall opened(int number) {
        return opened("call-" + number, START, List.of("User-Agent: test"));
    }

    static OpenedCall opened(String callId, Instant startedAt, List<String> tags) {
        CallerFacts caller = new CallerFacts(
                KEY, "alias", "user", "team", null, null, "end-user", null, "session", "127.0.0.1", tags);
        return new OpenedCall(
                callId,
                "acompletion",
                caller,
                new TargetFacts("openai/gpt-5", "deployment-1", "gpt-5", "openai", "https://api.example.com/v1"),
                List.of(CHARGE),
                new Estimate(new Usd(9_000_000), new Usd(4_000_000), 40),
                true,
                startedAt,
                "held by " + callId);
    }

    static ClosedCall closed(OpenedCall call, int number) {
        return closed(call, number, "{\"attempted_retries\":0}");
    }

    static ClosedCall closed(OpenedCall call, int number, String metadata) {
        return new ClosedCall(
                call,
                call.target(),
                new OutcomeFacts(
                        "chatcmpl-" + number,
                        CallStatus.SUCCESS,
                        Usage.of(number, 2L * number),
                        false,
                        cost(number),
                        call.startedAt().plusMillis(20),
                        call.startedAt().plusMillis(250),
                        metadata));
    }

    static Usd cost(int number) {
        return new Usd(1_000L + number);
    }
}
