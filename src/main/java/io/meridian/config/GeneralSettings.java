package io.meridian.config;

import java.time.Duration;
import java.util.Optional;

/** What {@code general_settings} says about requests, callers and records of spend. Immutable. */
public record GeneralSettings(
        boolean storeModelInDb,
        Optional<String> completionModel,
        Optional<Duration> callerCacheTtl,
        Duration unknownKeyCacheTtl,
        boolean allowRequestsOnDbUnavailable,
        boolean alwaysIncludeStreamUsage,
        boolean includeCallIdInErrorBody,
        SpendLogs spendLogs,
        Optional<String> userHeaderName,
        boolean allowPublicReadinessDetails,
        Optional<String> environmentName) {

    /** Which calls become rows, and how long rows are kept; for ever, if nobody says. */
    public record SpendLogs(
            boolean disabled, boolean withoutErrors, Optional<Duration> retention, Duration retentionInterval) {}
}
