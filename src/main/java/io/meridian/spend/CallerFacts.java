package io.meridian.spend;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who made a call, as its row of spend tells it. {@code apiKey} is the key's hash, or a name for the master key.
 * Immutable.
 */
public record CallerFacts(
        String apiKey,
        @Nullable String keyAlias,
        @Nullable String userId,
        @Nullable String teamId,
        @Nullable String organizationId,
        @Nullable String projectId,
        @Nullable String endUser,
        @Nullable String agentId,
        @Nullable String sessionId,
        @Nullable String requesterIp,
        List<String> tags) {
    public CallerFacts {
        tags = List.copyOf(tags);
    }

    public static CallerFacts ofKey(String apiKey) {
        return new CallerFacts(apiKey, null, null, null, null, null, null, null, null, null, List.of());
    }
}
