import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Checks, or with {@code write} restores, the format of every Java source below the given folders. */
class Format {
    public static void main(String[] arguments) throws Exception {
        boolean write = arguments[0].equals("write");
        Formatter formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
                .style(JavaFormatterOptions.Style.PALANTIR)
                .build());
        List<Path> sources;
        try (Stream<Path> found = Files.walk(Path.of(arguments[1]))) {
            sources = found.filter(file -> file.toString().endsWith(".java")).toList();
        }
        List<Path> unformatted = sources.parallelStream()
                .filter(source -> !isFormatted(formatter, source, write))
                .toList();
        if (!write && !unformatted.isEmpty()) {
            unformatted.forEach(source -> System.err.println("not formatted: " + source));
            System.err.println("mvn process-sources -Pformat puts it right");
            System.exit(1);
        }
    }

    private static boolean isFormatted(Formatter formatter, Path source, boolean write) {
        try {
            String text = Files.readString(source);
            String formatted = formatter.formatSourceAndFixImports(text);
            if (write && !formatted.equals(text)) {
                Files.writeString(source, formatted);
            }
            return formatted.equals(text);
        } catch (Exception failure) {
            throw new IllegalStateException(source.toString(), failure);
        }
    }
}
