package io.meridian.spend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalDirectoryTest {
    @TempDir
    private Path folder;

    @Test
    void leavesNoGapWhenItsRemovalIsCutShort() throws IOException {
        try (JournalDirectory directory = JournalDirectory.create(folder, UUID.randomUUID())) {
            for (int number = 9; number > 0; number--) {
                Path segment = directory.path().resolve("00000000000" + number + ".segment");
                if (number == 5) {
                    Files.createDirectories(segment.resolve("cannot be removed"));
                } else {
                    Files.createFile(segment);
                }
            }
            assertThatThrownBy(directory::delete).isInstanceOf(DirectoryNotEmptyException.class);
            assertThat(new SegmentFiles(directory.path()).list())
                    .extracting(file -> file.getFileName().toString().substring(11, 12))
                    .containsExactly("5", "6", "7", "8", "9");
        }
    }
}
