package io.meridian.limits;

import java.util.ArrayList;
import java.util.List;

/** The window as one would write it down first: every event is kept, every question counts them all. */
final class ReferenceWindow {
    /** What was charged, and when. */
    static final class Event {
        final long at;
        long amount;

        Event(long at, long amount) {
            this.at = at;
            this.amount = amount;
        }
    }

    private final List<Event> events = new ArrayList<>();

    long inUse(long now) {
        return events.stream()
                .filter(event -> event.at / 1000 >= now / 1000 - 60)
                .mapToLong(event -> event.amount)
                .sum();
    }

    Event add(long now, long amount) {
        Event event = new Event(now, amount);
        events.add(event);
        return event;
    }

    void settle(long now, Event event, long actual) {
        if (event.at / 1000 >= now / 1000 - 60) {
            event.amount = actual;
        } else if (actual > event.amount) {
            add(now, actual - event.amount);
        }
    }

    /** The first millisecond at which that much fits. */
    long waitFor(long now, long amount, long max) {
        for (long at = now; ; at = (at / 1000 + 1) * 1000) {
            if (inUse(at) + amount <= max) {
                return at - now;
            }
        }
    }

    /** The most that any 60 seconds hold, counted in milliseconds and without buckets. */
    long fullestMinute() {
        return events.stream()
                .mapToLong(last -> events.stream()
                        .filter(event -> event.at <= last.at && event.at > last.at - 60_000)
                        .mapToLong(event -> event.amount)
                        .sum())
                .max()
                .orElse(0);
    }
}
