package io.meridian.launcher;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * What {@code java -jar meridian.war} runs: refuses a Java that is too old, unpacks the classes of the WAR it stands
 * in and hands over to the server among them. Compiled for an old Java and using nothing but the JDK, so that an old
 * Java gets as far as the refusal.
 */
public final class Main {
    static final int NEEDED = 25;

    private static final String SERVER = "io.meridian.embedded.ServerMain";
    private static final String CLASSES = "WEB-INF/classes/";

    /** Kept, because a channel that is collected gives up its lock. */
    private static FileChannel held;

    private Main() {}

    public static void main(String[] arguments) throws Throwable {
        String refusal = refusal(
                System.getProperty("java.specification.version"),
                System.getProperty("java.version"),
                System.getProperty("java.home"));
        if (refusal != null) {
            System.err.println(refusal);
            System.exit(2);
        }
        File war = new File(
                Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        ClassLoader classes = new URLClassLoader(jars(unpacked(war)), platform());
        Thread.currentThread().setContextClassLoader(classes);
        Method main = Class.forName(SERVER, true, classes).getMethod("main", String[].class);
        try {
            main.invoke(null, (Object) arguments);
        } catch (InvocationTargetException failure) {
            throw failure.getCause();
        }
    }

    /** The sentence for a Java older than needed, else null. Javas before 9 called themselves 1.8, 1.7 and so on. */
    static String refusal(String specification, String version, String home) {
        String major = specification.startsWith("1.") ? specification.substring(2) : specification;
        return Integer.parseInt(major) >= NEEDED
                ? null
                : "Meridian needs Java " + NEEDED + " or newer, but this is Java " + version + " (" + home + ").";
    }

    /** The platform's class loader, which the JDK this class is compiled for did not have yet. */
    private static ClassLoader platform() {
        return ClassLoader.getSystemClassLoader().getParent();
    }

    /**
     * The directory with the WAR's jars. One directory per content of the WAR, shared by all who start it; made aside
     * and renamed, so that it is either whole or not there.
     */
    static Path unpacked(File war) throws IOException {
        Path cache = cache();
        try (ZipFile zip = new ZipFile(war)) {
            Path target = cache.resolve(digest(zip));
            hold(target);
            if (Files.isDirectory(target)) {
                return target;
            }
            Path fresh = Files.createTempDirectory(cache, "unpacking");
            unpack(zip, fresh);
            try {
                Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException lost) {
                delete(fresh);
                if (!Files.isDirectory(target)) {
                    throw lost;
                }
            }
            deleteUnused(cache, target);
            return target;
        }
    }

    /** A directory only its owner can write to: a predictable name in a shared folder could be somebody else's. */
    private static Path cache() throws IOException {
        String given = System.getProperty("meridian.cache");
        String home = System.getenv("XDG_CACHE_HOME");
        Path parent =
                home == null || home.isEmpty() ? Paths.get(System.getProperty("user.home"), ".cache") : Paths.get(home);
        Path cache = given == null ? parent.resolve("meridian") : Paths.get(given);
        try {
            if (!Files.isDirectory(cache)) {
                Files.createDirectories(cache.toAbsolutePath().getParent());
                Files.createDirectory(cache, ownerOnly());
            }
            if (Files.isWritable(cache)) {
                return cache;
            }
        } catch (FileAlreadyExistsException another) {
            return cache;
        } catch (IOException readOnly) {
            // a container without a writable home
        }
        final Path temporary = Files.createTempDirectory("meridian");
        Runtime.getRuntime().addShutdownHook(new Thread() {
            @Override
            public void run() {
                delete(temporary);
            }
        });
        return temporary;
    }

    private static FileAttribute<?>[] ownerOnly() {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    /** Names the content by the checksums the WAR carries: to read all of it would cost a tenth of a second. */
    private static String digest(ZipFile zip) throws IOException {
        TreeMap<String, Long> checksums = new TreeMap<String, Long>();
        for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
            ZipEntry entry = entries.nextElement();
            checksums.put(entry.getName() + '\0' + entry.getSize(), entry.getCrc());
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        for (Map.Entry<String, Long> checksum : checksums.entrySet()) {
            out.writeUTF(checksum.getKey());
            out.writeLong(checksum.getValue());
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
            StringBuilder hex = new StringBuilder();
            for (int i = 0; i < 12; i++) {
                hex.append(String.format("%02x", hash[i]));
            }
            return hex.toString();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IOException(impossible);
        }
    }

    /** Marks the directory as in use until this process ends, so that the start of another WAR leaves it alone. */
    private static void hold(Path directory) throws IOException {
        held = lock(directory);
        held.lock(0, Long.MAX_VALUE, true);
    }

    private static FileChannel lock(Path directory) throws IOException {
        return FileChannel.open(
                directory.resolveSibling(directory.getFileName() + ".lock"),
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.CREATE);
    }

    private static void unpack(ZipFile zip, Path target) throws IOException {
        try (ZipOutputStream classes = new ZipOutputStream(Files.newOutputStream(target.resolve("0-classes.jar")))) {
            // what it holds was compressed for the way here, and is now read at every start
            classes.setLevel(0);
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                String name = entry.getName();
                if (name.startsWith(CLASSES) && !entry.isDirectory()) {
                    classes.putNextEntry(new ZipEntry(name.substring(CLASSES.length())));
                    copy(zip, entry, classes);
                    classes.closeEntry();
                } else if (name.startsWith("WEB-INF/lib") && name.endsWith(".jar")) {
                    try (InputStream in = zip.getInputStream(entry)) {
                        Files.copy(
                                in,
                                target.resolve(name.substring(name.lastIndexOf('/') + 1)),
                                StandardCopyOption.REPLACE_EXISTING);
                    }
                }
            }
        }
    }

    private static void copy(ZipFile zip, ZipEntry entry, OutputStream out) throws IOException {
        byte[] buffer = new byte[8192];
        try (InputStream in = zip.getInputStream(entry)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
            }
        }
    }

    /**
     * Removes what other versions left, unless they run. Not even looks at the own lock, for closing any channel of a
     * file releases all locks this process has on it.
     */
    private static void deleteUnused(Path cache, Path own) throws IOException {
        try (DirectoryStream<Path> locks = Files.newDirectoryStream(cache, "*.lock")) {
            for (Path file : locks) {
                String name = file.getFileName().toString();
                Path directory = cache.resolve(name.substring(0, name.length() - ".lock".length()));
                if (directory.equals(own)) {
                    continue;
                }
                try (FileChannel channel = lock(directory);
                        FileLock alone = channel.tryLock()) {
                    if (alone != null) {
                        delete(directory);
                    }
                }
            }
        }
    }

    private static void delete(Path directory) {
        File[] files = directory.toFile().listFiles();
        if (files != null) {
            for (File file : files) {
                delete(file.toPath());
            }
        }
        directory.toFile().delete();
    }

    private static URL[] jars(Path directory) throws IOException {
        List<Path> jars = new ArrayList<Path>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.jar")) {
            for (Path file : files) {
                jars.add(file);
            }
        }
        Collections.sort(jars);
        List<URL> urls = new ArrayList<URL>();
        for (Path jar : jars) {
            urls.add(jar.toUri().toURL());
        }
        return urls.toArray(new URL[0]);
    }
}
