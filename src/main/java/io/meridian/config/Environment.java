package io.meridian.config;

import java.util.Map;

/** The one place where the process environment is read. */
public final class Environment {
    private Environment() {}

    /** The variables this process was started with. */
    public static Map<String, String> ofProcess() {
        return Map.copyOf(System.getenv());
    }
}
