package io.meridian.llm;

import io.meridian.api.CallNotes;
import io.meridian.api.Exchange;
import io.meridian.api.Usage;
import io.meridian.limits.Hold;
import io.meridian.routing.Plan;
import io.meridian.spend.CallStatus;
import io.meridian.spend.CallTicket;
import io.meridian.spend.ClosedCall;
import io.meridian.spend.Cost;
import io.meridian.spend.OutcomeFacts;
import io.meridian.spend.Price;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call that is charged and written down, and has to be settled and closed on every way out. Confined to the
 * request's thread.
 */
final class RunningCall {
    private final CallBooks books;
    private final Exchange exchange;
    private final Plan plan;
    private final Optional<Price> price;
    private final CallTicket ticket;
    private final Hold hold;
    private @Nullable Instant firstTokenAt;
    private boolean closed;

    RunningCall(CallBooks books, Exchange exchange, Plan plan, Optional<Price> price, CallTicket ticket, Hold hold) {
        this.books = books;
        this.exchange = exchange;
        this.plan = plan;
        this.price = price;
        this.ticket = ticket;
        this.hold = hold;
    }

    void firstTokenSeen() {
        if (firstTokenAt == null) {
            firstTokenAt = books.clock().instant();
            exchange.notes().firstTokenNanos = System.nanoTime();
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** The answer is whole: what the provider counted is booked. Before the client gets the last byte. */
    Cost succeed(Optional<String> requestId, Usage usage, boolean estimated) {
        return close(CallStatus.SUCCESS, requestId, usage, estimated, "{}");
    }

    /** The call failed and delivered nothing. */
    void fail(Throwable failure, int status) {
        fail(failure, status, Usage.NONE, false);
    }

    /** The call failed; what was delivered until then is booked. */
    void fail(Throwable failure, int status, Usage delivered, boolean estimated) {
        exchange.notes().fail(failure.getClass().getSimpleName(), status);
        if (!closed) {
            close(
                    CallStatus.FAILURE,
                    Optional.empty(),
                    delivered,
                    estimated,
                    CallBooks.error(failure, status, plan.deployment().providerName()));
        }
    }

    /** Whatever goes wrong on the way, the hold is given back: nobody else would. */
    private Cost close(CallStatus status, Optional<String> requestId, Usage usage, boolean estimated, String metadata) {
        closed = true;
        exchange.notes().upstreamEndedNanos = System.nanoTime();
        Cost cost = Cost.ZERO;
        try {
            cost = price.map(known -> Cost.of(known, usage, null)).orElse(Cost.ZERO);
            note(usage, cost);
            OutcomeFacts outcome = new OutcomeFacts(
                    requestId.orElse(exchange.callId()),
                    status,
                    usage,
                    estimated && usage.totalTokens() > 0,
                    cost.total(),
                    firstTokenAt,
                    books.clock().instant(),
                    metadata);
            hold.ending(settled(usage, cost));
            books.journal()
                    .close(ticket, new ClosedCall(ticket.call(), ticket.call().target(), outcome));
            return cost;
        } finally {
            books.limiter().settle(hold, settled(usage, cost));
        }
    }

    private io.meridian.limits.Cost settled(Usage usage, Cost cost) {
        return new io.meridian.limits.Cost(books.counted(usage), cost.total());
    }

    private void note(Usage usage, Cost cost) {
        CallNotes notes = exchange.notes();
        notes.usage = usage;
        notes.cost = cost.total();
    }
}
