package io.meridian.spend;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.meridian.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Instances on one data directory and one database, killed with SIGKILL at random moments while others run. */
class KillIT {
    private static final int KILLS = 24;
    /** About what an instance says in a quarter of a second. */
    private static final int MOST_LINES = 2_000;

    @TempDir
    private Path folder;

    @Test
    void everyCallTheUpstreamSawHasExactlyOneRow() throws Exception {
        String url = TestPostgres.newDatabase();
        Map<String, Integer> upstream = new HashMap<>();
        Set<String> answered = new HashSet<>();
        Path data = folder.resolve("data");
        try (SpendDatabase database = SpendDatabase.open(url)) {
            killAll(url, data, upstream, answered);
            // the last start adopts what the last victims left
            SpendModule.create(
                            SpendSettings.in(data),
                            Optional.of(database.database()),
                            (held, usage, cost) -> {},
                            Clock.systemUTC(),
                            new MetricRegistry())
                    .close();
            check(database, upstream, answered);
        }
        try (var left = Files.list(data)) {
            assertThat(left).isEmpty();
        }
    }

    private void killAll(String url, Path data, Map<String, Integer> upstream, Set<String> answered)
            throws IOException, InterruptedException {
        Random random = new Random();
        for (int round = 0; round < KILLS / 2; round++) {
            Path[] said = {folder.resolve(round + "-a"), folder.resolve(round + "-b")};
            Process[] instances = {start(url, data, "a" + round, said[0]), start(url, data, "b" + round, said[1])};
            for (int i = 0; i < 2; i++) {
                awaitCalls(instances[i], said[i], 10 + random.nextInt(MOST_LINES));
                instances[i].destroyForcibly().waitFor();
                read(said[i], upstream, answered);
            }
        }
    }

    private static void check(SpendDatabase database, Map<String, Integer> upstream, Set<String> answered) {
        Map<String, List<String>> rows = new HashMap<>();
        for (List<String> row : database.rows(
                "select call_id, status, spend_nano, prompt_tokens, completion_tokens" + " from spend_log")) {
            assertThat(rows.put(row.get(0), row)).as("one row of %s", row).isNull();
        }
        assertThat(upstream).hasSizeGreaterThan(KILLS);
        assertThat(rows.keySet()).containsAll(upstream.keySet());
        int interrupted = 0;
        for (List<String> row : rows.values()) {
            String id = row.get(0);
            int number = Integer.parseInt(id.substring(id.indexOf('-') + 1));
            if (row.get(1).equals("interrupted")) {
                interrupted++;
                assertThat(answered).doesNotContain(id);
                assertThat(row.get(2)).isEqualTo("0");
            } else {
                assertThat(row.subList(1, 5))
                        .containsExactly(
                                "success",
                                Long.toString(Calls.cost(number).nanos()),
                                Long.toString(number),
                                Long.toString(2L * number));
            }
        }
        assertThat(interrupted).isPositive();
        assertThat(database.total()).isEqualTo(database.sumOfRows()).isEqualTo(database.sumOfDays());
    }

    private static Process start(String url, Path data, String run, Path said) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        KilledProcess.class.getName(),
                        data.toString(),
                        url,
                        run)
                .redirectOutput(said.toFile())
                .redirectError(said.resolveSibling(said.getFileName() + ".err").toFile())
                .start();
    }

    private static void awaitCalls(Process instance, Path said, int lines) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (countLines(said) < lines) {
            assertThat(instance.isAlive())
                    .as(() -> read(said.resolveSibling(said.getFileName() + ".err")))
                    .isTrue();
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static long countLines(Path said) throws IOException {
        try (Stream<String> lines = Files.lines(said)) {
            return lines.count();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            return failure.toString();
        }
    }

    private static void read(Path said, Map<String, Integer> upstream, Set<String> answered) throws IOException {
        for (String line : Files.readAllLines(said)) {
            String[] words = line.split(" ", -1);
            if (words.length == 3 && words[0].equals("u")) {
                upstream.put(words[1], Integer.parseInt(words[2]));
            } else if (words.length == 3) {
                answered.add(words[1]);
            }
        }
    }
}
