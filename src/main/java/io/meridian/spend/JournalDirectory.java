package io.meridian.spend;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A sub-directory of the data directory, ours for as long as we hold the lock in it. */
final class JournalDirectory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JournalDirectory.class);
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final String LOCK = "lock";
    /** Oldest segment first: whoever is killed on the way must not leave a gap, which would count as damage. */
    private static final Comparator<Path> DELETION =
            Comparator.comparing(SegmentFiles::isSegment).thenComparing(Comparator.naturalOrder());

    private static final String HELD = "io.meridian.spend.journals";

    private final Path path;
    private final FileChannel channel;

    private JournalDirectory(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** A new one. It gets its name only when it is locked, so nobody can adopt it in between. */
    static JournalDirectory create(Path data, UUID id) throws IOException {
        Path unlocked = data.resolve(".new-" + id);
        Path path = data.resolve(id.toString());
        Files.createDirectories(unlocked);
        FileChannel channel = lock(unlocked.resolve(LOCK));
        if (channel == null) {
            throw new IOException("cannot lock " + unlocked);
        }
        try {
            Files.move(unlocked, path);
        } catch (IOException failure) {
            channel.close();
            throw failure;
        }
        held().add(key(path));
        return new JournalDirectory(path, channel);
    }

    /** Those whose owner is gone; they are ours from now on. */
    static List<JournalDirectory> adopt(Path data) throws IOException {
        List<Path> found;
        try (Stream<Path> entries = Files.list(data)) {
            found = entries.filter(
                            entry -> ID.matcher(entry.getFileName().toString()).matches())
                    .sorted()
                    .toList();
        }
        List<JournalDirectory> adopted = new ArrayList<>();
        try {
            for (Path path : found) {
                take(path).ifPresent(adopted::add);
            }
            return adopted;
        } catch (IOException failure) {
            closeAll(adopted, failure);
            throw failure;
        }
    }

    private static Optional<JournalDirectory> take(Path path) throws IOException {
        // to open and close a lock file this process holds already would drop that lock: so ask the process first
        if (!held().add(key(path))) {
            return Optional.empty();
        }
        FileChannel channel = null;
        try {
            channel = lock(path.resolve(LOCK));
        } catch (NoSuchFileException drained) {
            // its owner, or another adopter, has just removed it
            return Optional.empty();
        } finally {
            if (channel == null) {
                held().remove(key(path));
            }
        }
        return channel == null ? Optional.empty() : Optional.of(new JournalDirectory(path, channel));
    }

    /** After a failure: others may adopt them then, and so may we when we try again. */
    static void closeAll(List<JournalDirectory> directories, Throwable failure) {
        for (JournalDirectory directory : directories) {
            try {
                directory.close();
            } catch (IOException further) {
                failure.addSuppressed(further);
            }
        }
    }

    Path path() {
        return path;
    }

    /** Removes the directory and what is in it; the lock goes last. */
    void delete() throws IOException {
        try (Stream<Path> entries = Files.list(path)) {
            for (Path entry : entries.filter(entry -> !entry.endsWith(LOCK))
                    .sorted(DELETION)
                    .toList()) {
                Files.delete(entry);
            }
        }
        Files.deleteIfExists(path.resolve(LOCK));
        try {
            Files.deleteIfExists(path);
        } catch (DirectoryNotEmptyException taken) {
            // somebody who starts has put a lock into it, and will find it empty and remove it
            LOG.debug("{} was adopted while it was removed", path, taken);
        }
        close();
    }

    @Override
    public void close() throws IOException {
        channel.close();
        held().remove(key(path));
    }

    private static @Nullable FileChannel lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            return null;
        }
        return channel;
    }

    private static String key(Path path) {
        return path.toAbsolutePath().normalize().toString();
    }

    /** Shared by all class loaders of the process: a container may run the WAR twice. */
    @SuppressWarnings("unchecked") // only this method writes the entry
    private static Set<String> held() {
        return (Set<String>)
                System.getProperties().computeIfAbsent(HELD, name -> ConcurrentHashMap.<String>newKeySet());
    }
}
