package io.meridian.admin.spend;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.base.JsonText;
import io.meridian.base.Usd;

/** What some calls used and cost together; a call whose end is unknown counts among the failed. Immutable. */
record Sums(
        Usd spend,
        long prompt,
        long completion,
        long cacheRead,
        long cacheCreation,
        long requests,
        long successful,
        long failed) {
    static final Sums NOTHING = new Sums(Usd.ZERO, 0, 0, 0, 0, 0, 0, 0);

    Sums plus(Sums other) {
        return new Sums(
                spend.plus(other.spend),
                prompt + other.prompt,
                completion + other.completion,
                cacheRead + other.cacheRead,
                cacheCreation + other.cacheCreation,
                requests + other.requests,
                successful + other.successful,
                failed + other.failed);
    }

    long tokens() {
        return prompt + completion;
    }

    /** The nine numbers of the contract. */
    ObjectNode metrics() {
        return named("", "api_requests");
    }

    /** The same as totals. */
    ObjectNode totals() {
        return named("total_", "total_api_requests");
    }

    private ObjectNode named(String prefix, String requestsName) {
        ObjectNode view = JsonText.object();
        view.set(prefix + "spend", JsonText.number(spend.toDecimal()));
        view.put(prefix + "prompt_tokens", prompt);
        view.put(prefix + "completion_tokens", completion);
        view.put(prefix + "cache_read_input_tokens", cacheRead);
        view.put(prefix + "cache_creation_input_tokens", cacheCreation);
        view.put("total_tokens", tokens());
        view.put(prefix + "successful_requests", successful);
        view.put(prefix + "failed_requests", failed);
        view.put(requestsName, requests);
        return view;
    }
}
