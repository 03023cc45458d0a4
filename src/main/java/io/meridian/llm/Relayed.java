package io.meridian.llm;

import io.meridian.api.Exchange;
import io.meridian.auth.Caller;
import io.meridian.routing.Plan;

/** All there is to know about the call whose answer is relayed. */
record Relayed(
        Exchange exchange, Caller caller, Envelope envelope, Plan plan, CallBooks.Admitted admitted, RunningCall call) {
    /** The name the client used, which is the one its answer carries. */
    String publicModel() {
        return envelope.model().orElseThrow();
    }
}
