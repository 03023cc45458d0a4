package io.meridian.http;

import io.meridian.http.UpstreamException.Kind;
import java.time.Duration;

/** The clock of one call: what it may wait for now, and which limit that is. Used by one thread. */
final class Deadlines {
    private final Timeouts timeouts;
    private final long connectBy;
    private final long totalBy;
    private long phaseBy;
    private boolean connected;
    private boolean head;
    private Kind phase = Kind.TIMEOUT_CONNECT;

    Deadlines(Timeouts timeouts) {
        this.timeouts = timeouts;
        long now = System.nanoTime();
        this.connectBy = now + nanos(timeouts.connect());
        this.totalBy = now + nanos(timeouts.total());
        this.phaseBy = connectBy;
    }

    void connected() {
        connected = true;
    }

    void requestSent() {
        phase = Kind.TIMEOUT_FIRST_BYTE;
        phaseBy = System.nanoTime() + nanos(timeouts.firstByte());
    }

    /** The request could not be sent whole; for a moment an answer to its beginning is waited for. */
    void earlyAnswer(long nanos) {
        phase = Kind.TIMEOUT_FIRST_BYTE;
        phaseBy = System.nanoTime() + nanos;
    }

    /** The time to the first byte goes on: some providers send a head long before they have anything to say. */
    void headReceived() {
        head = true;
    }

    /** Something came in; behind the head that ends the wait for the first byte. */
    void received() {
        if (head) {
            phase = Kind.TIMEOUT_IDLE;
        }
    }

    /** When a read that begins now has waited long enough. */
    long readBy() {
        if (phase == Kind.TIMEOUT_IDLE) {
            phaseBy = System.nanoTime() + nanos(timeouts.betweenBytes());
        }
        return Math.min(totalBy, phaseBy);
    }

    /** The limit that has run out, or is the next to. */
    Kind kind() {
        return totalBy - phaseBy <= 0 ? Kind.TIMEOUT_TOTAL : phase;
    }

    long connectNanosLeft() {
        return Math.min(connectBy, totalBy) - System.nanoTime();
    }

    long connectBy() {
        return Math.min(connectBy, totalBy);
    }

    long totalBy() {
        return totalBy;
    }

    /** When a peer that takes nothing is given up. */
    long writeBy() {
        return Math.min(System.nanoTime() + nanos(timeouts.betweenBytes()), finalBy());
    }

    /** When the present phase is over whatever happens: connecting, or the whole call. */
    long finalBy() {
        return phase == Kind.TIMEOUT_CONNECT && !connected ? connectBy() : totalBy;
    }

    boolean isOver() {
        return System.nanoTime() - totalBy >= 0;
    }

    private static long nanos(Duration duration) {
        // far beyond every sensible limit, and sums of it do not overflow
        return duration.toDays() > 3_650 ? Long.MAX_VALUE / 4 : duration.toNanos();
    }
}
