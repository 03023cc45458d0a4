package io.meridian.api;

import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A failure that nobody expected. The log has all of it under an id, which joins what a client reports to what the
 * operator finds; the failure's own words stay there. Immutable.
 */
public record Incident(String id) {
    private static final Logger LOG = LoggerFactory.getLogger(Incident.class);

    /** Writes the failure to the log. */
    public static Incident of(Throwable failure) {
        String id = Long.toHexString(ThreadLocalRandom.current().nextLong());
        LOG.error("Unexpected failure {}", id, failure);
        return new Incident(id);
    }

    /** All that the client is told. */
    public byte[] body(Dialect dialect) {
        return ErrorEnvelope.internal(id, dialect);
    }
}
