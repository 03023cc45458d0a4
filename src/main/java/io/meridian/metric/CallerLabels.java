package io.meridian.metric;

import org.jspecify.annotations.Nullable;

/** Who called, as the labels have it; null where unknown. Immutable. */
public record CallerLabels(
        @Nullable String endUser,
        @Nullable String hashedApiKey,
        @Nullable String apiKeyAlias,
        @Nullable String team,
        @Nullable String teamAlias,
        @Nullable String user,
        @Nullable String userEmail,
        @Nullable String clientIp,
        @Nullable String userAgent)
        implements LabelSource {
    public static final CallerLabels UNKNOWN = new CallerLabels(null, null, null, null, null, null, null, null, null);

    @Override
    public @Nullable String value(String label) {
        return switch (label) {
            case "end_user" -> endUser;
            case "hashed_api_key" -> hashedApiKey;
            case "api_key_alias" -> apiKeyAlias;
            case "team" -> team;
            case "team_alias" -> teamAlias;
            case "user" -> user;
            case "user_email" -> userEmail;
            case "client_ip" -> clientIp;
            case "user_agent" -> userAgent;
            default -> null;
        };
    }
}
