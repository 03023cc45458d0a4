package io.meridian.embedded;

import java.io.IOException;
import java.net.BindException;

/** The gateway could not start; what the operator should read is decided here. */
final class StartFailure extends Exception {
    private static final long serialVersionUID = 1L;
    /** By name: this side of the container sees nothing of the gateway's classes. */
    private static final String CONFIGURATION = "io.meridian.config.ConfigurationException";

    StartFailure(Throwable cause) {
        super(cause);
    }

    /** A mistake in the configuration is explained by its message alone; a trace would bury it. */
    void report() {
        for (Throwable failure = getCause(); failure != null; failure = failure.getCause()) {
            if (isExplained(failure)) {
                System.err.println(failure.getMessage());
                return;
            }
        }
        System.err.println("Meridian could not start:");
        printStackTrace();
    }

    private static boolean isExplained(Throwable failure) {
        return failure.getClass().getName().equals(CONFIGURATION)
                || (failure instanceof IOException && failure.getCause() instanceof BindException);
    }
}
