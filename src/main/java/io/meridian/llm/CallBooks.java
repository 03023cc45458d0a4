package io.meridian.llm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.api.CallNotes;
import io.meridian.api.Exchange;
import io.meridian.api.Usage;
import io.meridian.auth.Caller;
import io.meridian.auth.VirtualKey;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import io.meridian.base.Usd;
import io.meridian.directory.Organization;
import io.meridian.limits.Hold;
import io.meridian.limits.RateLimiter;
import io.meridian.limits.Standing;
import io.meridian.routing.Plan;
import io.meridian.spend.CallStatus;
import io.meridian.spend.CallTicket;
import io.meridian.spend.CallerFacts;
import io.meridian.spend.ClosedCall;
import io.meridian.spend.Cost;
import io.meridian.spend.Estimate;
import io.meridian.spend.OpenedCall;
import io.meridian.spend.OutcomeFacts;
import io.meridian.spend.Price;
import io.meridian.spend.RefusedCalls;
import io.meridian.spend.SpendJournal;
import io.meridian.spend.TargetFacts;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Where a call is charged and written down: the limiter and the journal. Thread-safe. */
record CallBooks(
        SpendJournal journal,
        RefusedCalls refusedCalls,
        RateLimiter limiter,
        LlmSettings.CountedTokens counted,
        Clock clock) {
    private static final String CHAT = "acompletion";
    /** No model has a longer name; a client could make one of megabytes. */
    private static final int LONGEST_MODEL = 256;

    /** Writes down that the call is about to be made. */
    RunningCall open(Exchange exchange, Caller caller, Envelope envelope, Plan plan, Admitted admitted) {
        Optional<Price> price = admitted.terms().price();
        OpenedCall opened = new OpenedCall(
                exchange.callId(),
                CHAT,
                caller(exchange, caller, envelope),
                target(plan),
                admitted.accounts().stream()
                        .filter(Account::isBooked)
                        .map(Account::charge)
                        .toList(),
                estimate(admitted),
                price.isPresent() && !price.get().isFree(),
                admitted.at(),
                admitted.hold().reservation());
        CallTicket ticket = journal.open(opened);
        admitted.hold().writtenDown();
        return new RunningCall(this, exchange, plan, price, ticket, admitted.hold());
    }

    /**
     * Writes down that a known caller's call was refused before anybody was called: it costs nothing. In a storm of
     * them only some are written down, which say how many are not.
     */
    void refused(
            Exchange exchange,
            Caller caller,
            @Nullable Envelope envelope,
            @Nullable Plan plan,
            GatewayException refusal) {
        OptionalLong unwritten = refusedCalls.admit(caller.account());
        if (unwritten.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        TargetFacts target = plan == null ? asked(exchange) : target(plan);
        OpenedCall opened = new OpenedCall(
                exchange.callId(),
                CHAT,
                caller(exchange, caller, envelope),
                target,
                List.of(),
                Estimate.NONE,
                false,
                now,
                "");
        journal.record(new ClosedCall(
                opened,
                target,
                new OutcomeFacts(
                        exchange.callId(),
                        CallStatus.FAILURE,
                        Usage.NONE,
                        false,
                        Usd.ZERO,
                        null,
                        now,
                        refusal(refusal, target.provider(), unwritten.getAsLong()))));
    }

    private static String refusal(GatewayException refusal, @Nullable String provider, long unwritten) {
        ObjectNode metadata = information(refusal, refusal.status(), provider);
        if (unwritten > 0) {
            metadata.put("refused_without_row", unwritten);
        }
        return JsonText.text(metadata);
    }

    /** Why a call failed, as its row tells it. */
    static String error(Throwable failure, int status, @Nullable String provider) {
        return JsonText.text(information(failure, status, provider));
    }

    private static ObjectNode information(Throwable failure, int status, @Nullable String provider) {
        return JsonText.object()
                .set(
                        "error_information",
                        JsonText.object()
                                .put("error_code", Integer.toString(status))
                                .put("error_class", failure.getClass().getSimpleName())
                                .put("error_message", String.valueOf(failure.getMessage()))
                                .put("llm_provider", provider));
    }

    /** What was used, in the tokens a limit counts: cached prompts are not counted again. */
    long counted(Usage usage) {
        return counted.of(usage);
    }

    static void note(CallNotes notes, Plan plan) {
        notes.modelGroup = plan.group();
        notes.upstreamModel = plan.deployment().qualifiedModel();
        notes.modelId = plan.deployment().id();
        notes.provider = plan.deployment().providerName();
        notes.apiBase = plan.deployment().target().apiBase();
    }

    CallerFacts caller(Exchange exchange, Caller caller, @Nullable Envelope envelope) {
        @Nullable VirtualKey key = caller.key().orElse(null);
        return new CallerFacts(
                caller.account(),
                key == null ? null : key.name().alias(),
                caller.userId().orElse(null),
                key == null ? null : key.owner().teamId(),
                caller.belonging()
                        .organization()
                        .map(Organization::id)
                        .orElse(key == null ? null : key.owner().organizationId()),
                key == null ? null : key.owner().projectId(),
                envelope == null ? null : envelope.user().orElse(null),
                key == null ? null : key.owner().agentId(),
                null,
                exchange.clientAddress(),
                List.of());
    }

    /** Of a call that got nowhere: the name as the client wrote it, which may be any text. */
    private static TargetFacts asked(Exchange exchange) {
        String model = exchange.notes().requestedModel;
        return TargetFacts.ofModel(model == null ? "" : model.substring(0, Math.min(model.length(), LONGEST_MODEL)));
    }

    private static TargetFacts target(Plan plan) {
        return new TargetFacts(
                plan.deployment().qualifiedModel(),
                plan.deployment().id(),
                plan.group(),
                plan.deployment().providerName(),
                plan.deployment().target().apiBase());
    }

    private static Estimate estimate(Admitted admitted) {
        long prompt = admitted.estimate().prompt();
        Usd promptCost = admitted.terms()
                .price()
                .map(known -> Cost.estimate(known, prompt, 0))
                .orElse(Usd.ZERO);
        return new Estimate(admitted.money(), promptCost, prompt);
    }

    /** What admission found out and charged, and on whom; {@code at} decides the period everywhere. */
    record Admitted(
            Hold hold,
            List<Standing> standings,
            TokenEstimate estimate,
            Usd money,
            Terms terms,
            List<Account> accounts,
            Instant at) {}
}
