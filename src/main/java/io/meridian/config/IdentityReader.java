package io.meridian.config;

import io.meridian.base.Secret;
import java.util.Optional;
import java.util.Set;

/** Reads the keys the gateway is known by, and refuses those everybody knows. */
final class IdentityReader {
    /** Keys that stand in published examples. */
    private static final Set<String> PUBLISHED = Set.of(
            "sk-1234",
            "sk-12345",
            "sk-123456",
            "sk-12345678",
            "sk-1234567890",
            "sk-123",
            "sk-test",
            "sk-master-key",
            "sk-your-master-key",
            "your-master-key",
            "sk-litellm",
            "sk-anything",
            "changeme",
            "master-key");

    private final Section environment;
    private final Section general;
    private final boolean development;

    IdentityReader(Section environment, Section general, boolean development) {
        this.environment = environment;
        this.general = general;
        this.development = development;
    }

    Identity read() {
        boolean permitted =
                environment.get(Variables.PERMIT_WEAK_KEY) || general.get(GeneralKeys.PERMIT_WEAK_KEY) || development;
        boolean inFile = general.node().hasNonNull(GeneralKeys.MASTER_KEY.name());
        Optional<Secret> key = inFile ? general.find(GeneralKeys.MASTER_KEY) : environment.find(Variables.MASTER_KEY);
        String path = inFile ? general.path(GeneralKeys.MASTER_KEY.name()) : Variables.MASTER_KEY.name();
        if (!development) {
            judge(key, path, permitted);
        }
        return new Identity(
                key,
                environment.find(Variables.SALT_KEY),
                environment.get(Variables.PREVIOUS_SALT_KEYS),
                permitted,
                general.find(GeneralKeys.KEY_HEADER));
    }

    private void judge(Optional<Secret> key, String path, boolean permitted) {
        String remedy = "set " + Variables.MASTER_KEY.name() + " to a long random text beginning with sk-, or set "
                + Variables.PERMIT_WEAK_KEY.name() + "=true where nobody else can reach the gateway";
        if (key.isEmpty()) {
            say(path, "there is no master key, so everybody would be administrator", permitted, remedy);
        } else if (PUBLISHED.contains(key.get().reveal().strip())) {
            say(path, "the master key is a publicly known default", permitted, remedy);
        }
    }

    private void say(String path, String sentence, boolean permitted, String remedy) {
        if (permitted) {
            general.report().warn(path, sentence);
        } else {
            general.report().problem(path, sentence + "; " + remedy);
        }
    }
}
