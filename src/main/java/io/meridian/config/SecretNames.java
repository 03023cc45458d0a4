package io.meridian.config;

/** Tells by its name what holds a secret, in the notion by which the configuration itself is read. */
public final class SecretNames {
    private SecretNames() {}

    /** Whether a parameter of a deployment or a variable of the environment with this name is a secret. */
    public static boolean contains(String name) {
        if (Registry.ALL.stream()
                .flatMap(catalogue -> catalogue.find(name).stream())
                .anyMatch(setting ->
                        setting.kind().equals(Kind.SECRET) || setting.kind().equals(Kind.SECRETS))) {
            return true;
        }
        return ModelKeys.PARAMS.find(name).isEmpty() && Defaults.isCredential(name);
    }
}
