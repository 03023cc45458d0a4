package io.meridian.http;

import java.time.Duration;

/**
 * How long one call may take in each of its phases. Immutable.
 *
 * @param connect until the connection stands, name resolution, proxy and TLS included
 * @param firstByte from the sent request to the first byte of the answer's body
 * @param betweenBytes the longest silence within the body
 * @param total from the start of the call to the last byte of the body
 */
public record Timeouts(Duration connect, Duration firstByte, Duration betweenBytes, Duration total) {
    public static final Timeouts DEFAULT = new Timeouts(
            Duration.ofSeconds(5), Duration.ofSeconds(600), Duration.ofSeconds(600), Duration.ofSeconds(6_000));

    public Timeouts {
        for (Duration each : new Duration[] {connect, firstByte, betweenBytes, total}) {
            if (!each.isPositive()) {
                throw new IllegalArgumentException("a timeout must be longer than nothing");
            }
        }
    }
}
