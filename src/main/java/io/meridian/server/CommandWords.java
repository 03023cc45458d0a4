package io.meridian.server;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A command and its options as they were written. Immutable. */
record CommandWords(Verb verb, Map<String, String> options, boolean dry) {
    private static final String DRY = "--dry-run";

    CommandWords {
        options = Map.copyOf(options);
    }

    /** What there is to do, and by which options it is told more. */
    enum Verb {
        IMPORT("import", "--from --old-salt-env --config"),
        VIEWS("views", "--schema --config");

        private final String word;
        private final String options;

        Verb(String word, String options) {
            this.word = word;
            this.options = options;
        }

        boolean knows(String option) {
            return List.of(options.split(" ")).contains(option);
        }
    }

    /** The command cannot be understood; the message says what is wrong with it. */
    static final class Misused extends Exception {
        private static final long serialVersionUID = 1L;

        Misused(String message) {
            super(message);
        }
    }

    static CommandWords parse(List<String> words) throws Misused {
        Deque<String> rest = new ArrayDeque<>(words);
        Verb verb = verb(rest.isEmpty() ? "" : rest.removeFirst());
        Map<String, String> options = new HashMap<>();
        boolean dry = false;
        while (!rest.isEmpty()) {
            String word = rest.removeFirst();
            int equals = word.indexOf('=');
            String option = equals < 0 ? word : word.substring(0, equals);
            if (verb == Verb.IMPORT && word.equals(DRY)) {
                dry = true;
            } else if (!verb.knows(option)) {
                throw new Misused("Unknown option of " + verb.word + ": " + option);
            } else if (equals < 0 && rest.isEmpty()) {
                throw new Misused("Option " + option + " needs a value.");
            } else {
                options.put(option, equals < 0 ? rest.removeFirst() : word.substring(equals + 1));
            }
        }
        return new CommandWords(verb, options, dry);
    }

    private static Verb verb(String word) throws Misused {
        for (Verb verb : Verb.values()) {
            if (verb.word.equals(word)) {
                return verb;
            }
        }
        throw new Misused("Unknown command: " + word);
    }

    Optional<String> from() {
        return Optional.ofNullable(options.get("--from"));
    }

    Optional<String> oldSalt() {
        return Optional.ofNullable(options.get("--old-salt-env"));
    }

    Optional<String> config() {
        return Optional.ofNullable(options.get("--config"));
    }

    Optional<String> schema() {
        return Optional.ofNullable(options.get("--schema"));
    }
}
