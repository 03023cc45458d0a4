package io.meridian.auth;

import io.meridian.api.Exchange;
import java.util.List;
import java.util.Optional;

/** Finds the key in a request: the headers of every SDK, in the order of the contract. */
final class PresentedKey {
    private static final String BEARER = "bearer ";
    private static final String BASIC = "Basic ";
    private static final String SIGNED = "AWS4-HMAC-SHA256";
    private static final String CREDENTIAL = "Credential=Bearer ";

    private static final List<String> PLAIN_HEADERS =
            List.of("API-Key", "x-api-key", "x-goog-api-key", "Ocp-Apim-Subscription-Key");

    private final Optional<String> onlyHeader;

    /** {@code onlyHeader}, if set, is the single header that is looked at. */
    PresentedKey(Optional<String> onlyHeader) {
        this.onlyHeader = onlyHeader;
    }

    Optional<String> of(Exchange exchange) {
        if (onlyHeader.isPresent()) {
            return present(exchange.header(onlyHeader.get()).map(PresentedKey::withoutBearer));
        }
        Optional<String> key = present(exchange.header("x-litellm-api-key").map(PresentedKey::withoutBearer));
        if (key.isEmpty()) {
            key = present(exchange.header("Authorization").flatMap(PresentedKey::ofAuthorization));
        }
        for (String header : PLAIN_HEADERS) {
            if (key.isEmpty()) {
                key = present(exchange.header(header).map(String::strip));
            }
        }
        return key.isEmpty() && isGoogleRoute(exchange.path()) ? present(exchange.query("key")) : key;
    }

    /** A header that holds nothing must not hide the next: some clients always send all they know. */
    private static Optional<String> present(Optional<String> value) {
        return value.filter(text -> !text.isEmpty());
    }

    private static Optional<String> ofAuthorization(String value) {
        if (value.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Optional.of(value.substring(BEARER.length()).strip());
        }
        if (value.startsWith(BASIC)) {
            return Optional.of(value.substring(BASIC.length()).strip());
        }
        if (value.startsWith(SIGNED)) {
            int start = value.indexOf(CREDENTIAL);
            if (start >= 0) {
                String credential = value.substring(start + CREDENTIAL.length());
                int end = credential.indexOf('/');
                return Optional.of((end < 0 ? credential : credential.substring(0, end)).strip());
            }
        }
        return Optional.empty();
    }

    private static String withoutBearer(String value) {
        // the container has stripped what ends in a space
        String padded = value + " ";
        return padded.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? padded.substring(BEARER.length()).strip()
                : value.strip();
    }

    private static boolean isGoogleRoute(String path) {
        return path.contains(":generateContent")
                || path.contains(":streamGenerateContent")
                || path.contains(":countTokens");
    }
}
