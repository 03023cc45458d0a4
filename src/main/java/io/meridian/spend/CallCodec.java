package io.meridian.spend;

import io.meridian.api.Usage;
import io.meridian.base.Usd;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The binary form of calls in the journal. Every text a client can choose has a limit here. */
final class CallCodec {
    private static final int SHORT = 256;
    /** A member's account holds the ids of a team and of a user. */
    private static final int ACCOUNT = 600;

    private static final int LONG = 1024;
    private static final int TAGS = 32;
    private static final int CHARGES = 32;
    private static final int METADATA = 8 << 10;
    private static final int RESERVATION = 4 << 10;
    private static final CallStatus[] STATUSES = CallStatus.values();

    private CallCodec() {}

    static void writeOpened(RecordWriter out, OpenedCall call) {
        out.text(call.callId(), SHORT);
        out.text(call.callType(), SHORT);
        writeCaller(out, call.caller());
        writeTarget(out, call.target());
        List<Charge> charges = call.charges();
        if (charges.size() > CHARGES) {
            throw new IllegalArgumentException("A call is booked on at most 32 totals.");
        }
        out.octet(charges.size());
        for (int i = 0; i < charges.size(); i++) {
            Charge charge = charges.get(i);
            out.text(charge.scope(), SHORT);
            out.text(charge.id(), ACCOUNT);
            out.instant(charge.periodStart());
        }
        out.number(call.estimate().reserved().nanos());
        out.number(call.estimate().prompt().nanos());
        out.number(call.estimate().promptTokens());
        out.octet(call.priced() ? 1 : 0);
        out.instant(call.startedAt());
        out.text(call.reservation(), RESERVATION);
    }

    static OpenedCall readOpened(RecordReader in) {
        return new OpenedCall(
                in.text(),
                in.text(),
                readCaller(in),
                readTarget(in),
                readCharges(in),
                new Estimate(new Usd(in.number()), new Usd(in.number()), in.number()),
                in.octet() == 1,
                in.instant(),
                in.text());
    }

    static void writeClosed(RecordWriter out, ClosedCall call) {
        writeOpened(out, call.opened());
        writeEnd(out, call);
    }

    /** What a closed call says more than an opened one. */
    static void writeEnd(RecordWriter out, ClosedCall call) {
        writeTarget(out, call.target());
        writeOutcome(out, call.outcome(), JsonText.clean(call.outcome().metadata(), METADATA));
    }

    /** The shortest honest form: for a close that has to fit into what was kept for it. */
    static void writeLeanEnd(RecordWriter out, ClosedCall call) {
        writeTarget(out, call.opened().target());
        writeOutcome(out, call.outcome(), JsonText.TRUNCATED);
    }

    static ClosedCall readClosed(RecordReader in) {
        return new ClosedCall(readOpened(in), readTarget(in), readOutcome(in));
    }

    private static void writeCaller(RecordWriter out, CallerFacts caller) {
        out.text(caller.apiKey(), SHORT);
        out.text(caller.keyAlias(), SHORT);
        out.text(caller.userId(), SHORT);
        out.text(caller.teamId(), SHORT);
        out.text(caller.organizationId(), SHORT);
        out.text(caller.projectId(), SHORT);
        out.text(caller.endUser(), SHORT);
        out.text(caller.agentId(), SHORT);
        out.text(caller.sessionId(), SHORT);
        out.text(caller.requesterIp(), SHORT);
        List<String> tags = caller.tags();
        int count = Math.min(tags.size(), TAGS);
        out.octet(count);
        for (int i = 0; i < count; i++) {
            out.text(tags.get(i), SHORT);
        }
    }

    private static CallerFacts readCaller(RecordReader in) {
        return new CallerFacts(
                in.text(),
                in.textOrNull(),
                in.textOrNull(),
                in.textOrNull(),
                in.textOrNull(),
                in.textOrNull(),
                in.textOrNull(),
                in.textOrNull(),
                in.textOrNull(),
                in.textOrNull(),
                readTags(in));
    }

    private static List<String> readTags(RecordReader in) {
        int count = in.octet();
        List<String> tags = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            tags.add(in.text());
        }
        return tags;
    }

    private static List<Charge> readCharges(RecordReader in) {
        int count = in.octet();
        List<Charge> charges = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            charges.add(new Charge(in.text(), in.text(), in.instant()));
        }
        return charges;
    }

    private static void writeTarget(RecordWriter out, TargetFacts target) {
        out.text(target.model(), SHORT);
        out.text(target.modelId(), SHORT);
        out.text(target.modelGroup(), SHORT);
        out.text(target.provider(), SHORT);
        out.text(target.apiBase(), LONG);
    }

    private static TargetFacts readTarget(RecordReader in) {
        return new TargetFacts(in.text(), in.textOrNull(), in.textOrNull(), in.textOrNull(), in.textOrNull());
    }

    @SuppressWarnings("EnumOrdinal") // the number in the format is the place of the constant, which never changes
    private static void writeOutcome(RecordWriter out, OutcomeFacts outcome, String metadata) {
        out.text(outcome.requestId(), SHORT);
        out.octet(outcome.status().ordinal());
        Usage usage = outcome.usage();
        out.number(usage.promptTokens());
        out.number(usage.completionTokens());
        out.number(usage.totalTokens());
        out.number(usage.cachedPromptTokens());
        out.number(usage.cacheCreationTokens());
        out.number(usage.audioPromptTokens());
        out.number(usage.reasoningTokens());
        out.number(usage.audioCompletionTokens());
        out.octet(outcome.usageEstimated() ? 1 : 0);
        out.number(outcome.cost().nanos());
        out.instant(outcome.firstTokenAt());
        out.instant(outcome.endedAt());
        out.text(metadata, METADATA);
    }

    private static OutcomeFacts readOutcome(RecordReader in) {
        String requestId = in.text();
        CallStatus status = STATUSES[in.octet()];
        Usage usage = new Usage(
                in.number(), in.number(), in.number(), in.number(), in.number(), in.number(), in.number(), in.number());
        boolean estimated = in.octet() == 1;
        Usd cost = new Usd(in.number());
        Instant firstTokenAt = in.instantOrNull();
        return new OutcomeFacts(requestId, status, usage, estimated, cost, firstTokenAt, in.instant(), in.text());
    }
}
