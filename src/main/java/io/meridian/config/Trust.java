package io.meridian.config;

/** Who wrote a deployment down, and so how much of what the gateway knows it may use. */
enum Trust {
    /** Everything: who writes the file owns the process. */
    FILE,
    /** References to variables, and a provider's key from there, but not sent to an address of one's own. */
    ADMINISTRATOR,
    /** Nothing of the environment: a team brings its own. */
    TEAM
}
