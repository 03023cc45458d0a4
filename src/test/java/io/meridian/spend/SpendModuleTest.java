package io.meridian.spend;

import static io.meridian.spend.Calls.closed;
import static io.meridian.spend.Calls.opened;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpendModuleTest {
    @TempDir
    private Path folder;

    private SpendModule start(MetricRegistry metrics) {
        return SpendModule.create(
                SpendSettings.in(folder), Optional.empty(), (_, _, _) -> {}, Clock.systemUTC(), metrics);
    }

    @Test
    void aStartThatFailsLeavesNothingLocked() throws IOException {
        MetricRegistry used = new MetricRegistry();
        used.registerGauge("spend.journal.open_calls", () -> 7);
        assertThatThrownBy(() -> start(used)).isInstanceOf(IllegalArgumentException.class);
        assertThat(unlocked()).isEqualTo(directories()).isPositive();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("spend-force") && thread.isAlive());
    }

    @Test
    void damageLeavesNothingLocked() throws IOException {
        leave(1);
        Path damaged = leave(2);
        Files.write(damaged.resolve("000000000001.segment"), new byte[] {1, 2, 3});
        Files.delete(damaged.resolve("lock"));
        Files.createDirectory(damaged.resolve("lock"));
        assertThatThrownBy(() -> start(new MetricRegistry())).isInstanceOf(UncheckedIOException.class);
        Files.delete(damaged.resolve("lock"));
        assertThat(unlocked()).isEqualTo(2);
    }

    /** What a process that died leaves. */
    private Path leave(long number) throws IOException {
        UUID id = new UUID(number, number);
        try (JournalDirectory directory = JournalDirectory.create(folder, id);
                SpendJournal journal = JournalFolder.journal(directory.path())) {
            journal.record(closed(opened(1), 1));
            return directory.path();
        }
    }

    private long directories() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isDirectory).count();
        }
    }

    private long unlocked() throws IOException {
        List<JournalDirectory> adopted = JournalDirectory.adopt(folder);
        for (JournalDirectory directory : adopted) {
            directory.close();
        }
        return adopted.size();
    }
}
