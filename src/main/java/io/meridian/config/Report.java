package io.meridian.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is wrong and what is doubtful while a configuration is read. For one thread. */
final class Report {
    private final Set<String> accepted;
    private final Set<String> problems = new LinkedHashSet<>();
    private final Set<String> warnings = new LinkedHashSet<>();

    Report(Set<String> accepted) {
        this.accepted = Set.copyOf(accepted);
    }

    void problem(String path, String sentence) {
        problems.add(path.isEmpty() ? sentence : path + ": " + sentence);
    }

    void warn(String path, String sentence) {
        warnings.add(path.isEmpty() ? sentence : path + ": " + sentence);
    }

    /** A protection the user asked for and would not get. The name is what may be accepted, with or without section. */
    void restricts(String path, String name) {
        if (accepted.contains(name) || accepted.contains(path)) {
            warn(path, "is not enforced yet, which " + Variables.ACCEPT_UNSUPPORTED.name() + " accepts");
        } else {
            problem(
                    path,
                    "restricts and is not enforced yet; to start without it put " + name + " into "
                            + Variables.ACCEPT_UNSUPPORTED.name());
        }
    }

    boolean failed() {
        return !problems.isEmpty();
    }

    void throwIfFailed() {
        if (failed()) {
            throw new ConfigurationException(new ArrayList<>(problems));
        }
    }

    List<String> problems() {
        return List.copyOf(problems);
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }
}
