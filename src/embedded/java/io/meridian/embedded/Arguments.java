package io.meridian.embedded;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What the command line asks for; immutable. */
record Arguments(int port, String host, String contextPath, Optional<Path> config, Wish wish) {
    static final String USAGE = """
        Usage: java -jar meridian.war [options]

          --port <port>          port to listen on, 0 for any free one (environment: PORT; default 4000)
          --host <address>       address to listen on (environment: HOST; default 0.0.0.0)
          --config <file>        config.yaml to start with (environment: CONFIG_FILE_PATH)
          --context-path <path>  path under which everything is served (default /); for a prefix that
                                 a proxy in front adds or strips set SERVER_ROOT_PATH instead
          --version              print the version and exit
          --help                 print this and exit

               java -jar meridian.war <command> [options]

          import --from <URL>    copy keys, users, teams, models and more from a LiteLLM database; the URL may be
                                 os.environ/<variable>
            --old-salt-env <variable>  what its models are sealed with, if not LITELLM_SALT_KEY
            --dry-run            say what would be done and do nothing
          views                  make read-only views named like LiteLLM's tables
            --schema <schema>    in this schema (default litellm_compat)
          Both take --config <file>.
        """;

    /** What to do. */
    enum Wish {
        SERVE,
        HELP,
        VERSION
    }

    /** The command line cannot be understood; the message says what is wrong with it. */
    static final class Misused extends Exception {
        private static final long serialVersionUID = 1L;

        Misused(String message) {
            super(message);
        }
    }

    /** Options of the command line win over the environment, as they do upstream. */
    static Arguments parse(List<String> words, UnaryOperator<@Nullable String> environment) throws Misused {
        String port = orElse(environment.apply("PORT"), "4000");
        String host = orElse(environment.apply("HOST"), "0.0.0.0");
        String contextPath = "/";
        String config = null;
        Wish wish = Wish.SERVE;
        Deque<String> rest = new ArrayDeque<>(words);
        while (!rest.isEmpty()) {
            String word = rest.removeFirst();
            int equals = word.indexOf('=');
            String option = equals < 0 ? word : word.substring(0, equals);
            if (equals >= 0) {
                rest.addFirst(word.substring(equals + 1));
            }
            switch (option) {
                case "--port" -> port = value(option, rest);
                case "--host" -> host = value(option, rest);
                case "--config" -> config = value(option, rest);
                case "--context-path" -> contextPath = value(option, rest);
                case "--help", "-h" -> wish = Wish.HELP;
                case "--version" -> wish = Wish.VERSION;
                default -> throw new Misused("Unknown option: " + word);
            }
        }
        return new Arguments(
                number(port),
                host,
                path(contextPath),
                Optional.ofNullable(config).map(Path::of),
                wish);
    }

    private static String value(String option, Deque<String> rest) throws Misused {
        if (rest.isEmpty()) {
            throw new Misused("Option " + option + " needs a value.");
        }
        return rest.removeFirst();
    }

    private static int number(String port) throws Misused {
        try {
            int number = Integer.parseInt(port);
            if (number >= 0 && number <= 65_535) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // said below
        }
        throw new Misused("Not a port: " + port);
    }

    private static String path(String contextPath) {
        String inner = contextPath.replaceAll("^/+|/+$", "");
        return "/" + inner;
    }

    private static String orElse(@Nullable String value, String otherwise) {
        return value == null || value.isBlank() ? otherwise : value;
    }
}
