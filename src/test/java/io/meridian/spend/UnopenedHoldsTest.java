package io.meridian.spend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnopenedHoldsTest {
    @TempDir
    private Path folder;

    @Test
    void keepsWhatIsNotErased() throws IOException {
        UnopenedHolds holds = UnopenedHolds.create(folder);
        Runnable first = holds.note("first");
        holds.note("zwei \u00fc\ud83c\udf0d");
        first.run();
        assertThat(UnopenedHolds.left(folder)).containsExactly("zwei \u00fc\ud83c\udf0d");
        holds.note("third");
        first.run(); // its place is another's by now
        assertThat(UnopenedHolds.left(folder)).containsExactlyInAnyOrder("zwei \u00fc\ud83c\udf0d", "third");
        assertThat(holds.isEmpty()).isFalse();
    }

    @Test
    void notesNoMoreThanItHasPlacesFor() throws IOException {
        UnopenedHolds holds = UnopenedHolds.create(folder);
        List<Runnable> notes = new ArrayList<>();
        Set<String> noted = new HashSet<>();
        for (int i = 0; i < UnopenedHolds.PLACES; i++) {
            notes.add(holds.note("hold " + i));
            noted.add("hold " + i);
        }
        holds.note("one too many").run();
        assertThat(UnopenedHolds.left(folder)).containsExactlyInAnyOrderElementsOf(noted);
        notes.forEach(Runnable::run);
        assertThat(holds.isEmpty()).isTrue();
        holds.note("x".repeat(5000));
        assertThat(UnopenedHolds.left(folder)).isEmpty();
    }

    @Test
    void losesNoneOfManyThreads() throws IOException {
        UnopenedHolds holds = UnopenedHolds.create(folder);
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int thread = 0; thread < 8; thread++) {
                String name = "kept by " + thread;
                threads.execute(() -> {
                    for (int i = 0; i < 20_000; i++) {
                        Runnable note = holds.note(name);
                        if (i < 19_999) {
                            note.run();
                        }
                    }
                });
            }
        }
        assertThat(UnopenedHolds.left(folder)).hasSize(8).doesNotHaveDuplicates();
    }
}
