package io.meridian.auth;

import io.meridian.base.GatewayException;
import io.meridian.base.Secret;
import io.meridian.directory.Belonging;
import io.meridian.directory.Directory;
import io.meridian.directory.Team;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Turns the key a client presents into a caller, or refuses it. Thread-safe. */
public final class Authenticator {
    /** How old our view of the change log may be before a cached key is no longer believed. */
    private static final Duration FRESH = Duration.ofSeconds(60);

    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

    private final @Nullable Secret masterKey;
    private final @Nullable Known known;
    private final Supplier<Duration> followerAge;
    private final Duration longestAge;
    private final Clock clock;

    /** The keys and their owners that this instance knows. */
    public record Known(KeyCache keys, Directory directory) {}

    /**
     * Without {@code known} there is no database, and the master key alone opens. {@code longestAge} is how long cached
     * keys are believed while the change log cannot be followed; it is never less than a minute.
     */
    public Authenticator(
            Optional<Secret> masterKey,
            Optional<Known> known,
            Supplier<Duration> followerAge,
            Duration longestAge,
            Clock clock) {
        this.masterKey = masterKey.orElse(null);
        this.known = known.orElse(null);
        this.followerAge = followerAge;
        this.longestAge = longestAge.compareTo(FRESH) < 0 ? FRESH : longestAge;
        this.clock = clock;
    }

    public Caller authenticate(Optional<String> presented) {
        if (masterKey == null && known == null) {
            // permitted at start by name, and complained about there
            return Caller.master();
        }
        String key = presented.orElseThrow(() -> unauthenticated("No api key passed in."));
        if (masterKey != null && masterKey.matches(key)) {
            return Caller.master();
        }
        if (known == null) {
            throw new GatewayException.NoDatabase(400, "No connected db.", null);
        }
        if (!key.startsWith("sk-")) {
            throw unauthenticated("LiteLLM Virtual Key expected. Received=****, expected to start with 'sk-'.");
        }
        boolean believed = followerAge.get().compareTo(longestAge) <= 0;
        VirtualKey found = require(key, known.keys(), believed);
        return Caller.of(found, belonging(found, known.directory(), believed));
    }

    /** A team by its id, where there is a database to know it. */
    Optional<Team> team(String id) {
        return known == null ? Optional.empty() : known.directory().team(id);
    }

    private VirtualKey require(String presented, KeyCache cache, boolean believed) {
        KeyHash hash = KeyHash.of(presented);
        Instant now = clock.instant();
        Optional<VirtualKey> found = believed ? cache.find(hash, now) : cache.findAgain(hash, now);
        VirtualKey key = found.orElseThrow(() -> unknown(presented, hash));
        if (key.access().blocked()) {
            throw unauthenticated("Key is blocked. Update via `/key/unblock` if you're an admin.");
        }
        if (key.isExpired(now)) {
            throw new GatewayException.Unauthenticated(
                    "expired_key",
                    "Authentication Error - Expired Key. Key Expiry time %s and current time %s"
                            .formatted(MOMENT.format(key.access().expires()), MOMENT.format(now)),
                    key.mask());
        }
        return key;
    }

    private static Belonging belonging(VirtualKey key, Directory directory, boolean believed) {
        Directory.Names names = new Directory.Names(
                key.owner().userId(),
                key.owner().teamId(),
                key.owner().organizationId(),
                key.owner().budgetId());
        Belonging belonging = believed ? directory.belonging(names) : directory.belongingAgain(names);
        belonging.team().filter(team -> team.access().blocked()).ifPresent(team -> {
            throw unauthenticated(
                    "Team=%s is blocked. Update via `/team/unblock` if you're an admin.".formatted(team.id()));
        });
        return belonging;
    }

    private static GatewayException unknown(String presented, KeyHash hash) {
        return new GatewayException.Unauthenticated(
                "token_not_found_in_db",
                ("Authentication Error, Invalid proxy server token passed. Received API Key = %s, Key Hash (Token)"
                                + " =%s. Unable to find token in cache or `LiteLLM_VerificationTokenTable`")
                        .formatted(mask(presented), hash),
                "key");
    }

    /** {@code sk-...} and the last four characters, of keys long enough to have four to spare. */
    public static String mask(String key) {
        return key.length() < 12 ? "sk-..." : "sk-..." + key.substring(key.length() - 4);
    }

    private static GatewayException.Unauthenticated unauthenticated(String reason) {
        return new GatewayException.Unauthenticated("auth_error", "Authentication Error, " + reason, "None");
    }
}
