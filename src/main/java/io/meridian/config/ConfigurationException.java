package io.meridian.config;

import java.util.List;

/** Everything that is wrong with the configuration, in one message that repeats no configured value. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    ConfigurationException(List<String> problems) {
        super(message(problems), null, false, false);
        this.problems = List.copyOf(problems);
    }

    /** One sentence for each problem, beginning with the path of the setting. */
    public List<String> problems() {
        return problems;
    }

    private static String message(List<String> problems) {
        String count = problems.size() == 1 ? "a problem" : problems.size() + " problems";
        return "The configuration has " + count + ":\n  " + String.join("\n  ", problems);
    }
}
