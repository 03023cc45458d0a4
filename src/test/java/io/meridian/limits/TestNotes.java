package io.meridian.limits;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Notes that a test can look at. Thread-safe. */
final class TestNotes implements HoldNotes {
    private final Queue<String> notes = new ConcurrentLinkedQueue<>();

    @Override
    public Runnable write(String reservation) {
        notes.add(reservation);
        return () -> notes.remove(reservation);
    }

    List<String> all() {
        return List.copyOf(notes);
    }
}
