package io.meridian.spend;

import com.codahale.metrics.MetricRegistry;
import io.meridian.store.Database;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * An instance that serves calls until it is killed, and says on its standard output what an upstream ({@code u}) and
 * a client ({@code c}) would know at that moment. Each line is one write, so it is there as a whole or not at all.
 */
final class KilledProcess {
    private static final PrintStream OUT =
            new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true, StandardCharsets.UTF_8);

    private KilledProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        String run = arguments[2];
        Database database = Database.open(SpendDatabase.settings(arguments[1]), new MetricRegistry());
        SpendSettings small = SpendSettings.in(Path.of(arguments[0])).withSizes(256 << 10, 1 << 26);
        SpendSettings settings = new SpendSettings(
                small.directory(),
                small.segmentBytes(),
                small.maxBytes(),
                small.forceEvery(),
                Duration.ofMillis(10),
                200,
                InterruptedSpend.NONE,
                small.drain(),
                WrittenCalls.ALL,
                SpendSettings.Retention.FOR_EVER);
        SpendModule spend = SpendModule.create(
                settings, Optional.of(database), (held, usage, cost) -> {}, Clock.systemUTC(), new MetricRegistry());
        say("ready");
        AtomicInteger numbers = new AtomicInteger();
        for (int i = 0; i < 8; i++) {
            Thread.ofPlatform().start(() -> serve(spend.journal(), run, numbers));
        }
    }

    private static void serve(SpendJournal journal, String run, AtomicInteger numbers) {
        for (; ; ) {
            int number = numbers.incrementAndGet();
            String id = run + "-" + number;
            CallTicket ticket = journal.open(Calls.opened(id, Clock.systemUTC().instant(), List.of()));
            say("u " + id + " " + number);
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(2_000_000));
            journal.close(ticket, Calls.closed(ticket.call(), number));
            say("c " + id + " " + number);
        }
    }

    private static void say(String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        OUT.write(bytes, 0, bytes.length);
        OUT.flush();
    }
}
