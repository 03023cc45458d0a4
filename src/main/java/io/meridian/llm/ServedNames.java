package io.meridian.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.meridian.api.Exchange;
import io.meridian.auth.Authenticator;
import io.meridian.auth.Caller;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import io.meridian.directory.ClientName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads from a request for whom its call is made, and under which tags it is booked. Thread-safe. */
final class ServedNames {
    private static final List<String> END_USER = List.of("x-litellm-end-user-id", "x-litellm-customer-id");
    private static final String TAGS = "x-litellm-tags";
    /** More are not written down. */
    private static final int MOST_TAGS = 32;

    private static final int MOST_METADATA = 10_000;
    private static final String NOTHING = "{}";

    private final Authenticator authenticator;
    private final List<String> endUserHeaders;
    /** By the metadata of keys, teams and projects, whose texts are cached and so compared by identity. */
    private final LoadingCache<String, Labels> labels = Caffeine.newBuilder()
            .maximumSize(MOST_METADATA)
            .executor(Runnable::run)
            .build(Labels::of);

    /** {@code userHeader} is one more header in which end users are named. */
    ServedNames(Authenticator authenticator, Optional<String> userHeader) {
        this.authenticator = authenticator;
        this.endUserHeaders = new ArrayList<>(END_USER);
        userHeader.ifPresent(endUserHeaders::add);
    }

    /** The tags that an administrator put on something, and whether clients may add theirs. */
    private record Labels(List<String> tags, boolean open) {
        static final Labels NONE = new Labels(List.of(), false);

        static Labels of(String metadata) {
            JsonNode tree = JsonText.stored(metadata);
            List<String> tags = new ArrayList<>();
            addTexts(tree.path("tags"), tags);
            return new Labels(List.copyOf(tags), tree.path("allow_client_tags").booleanValue());
        }
    }

    /** The caller, making this call for whom the request names. Refused if that is somebody who is blocked. */
    Caller serving(Exchange exchange, Caller caller, Envelope envelope) {
        return authenticator.serving(caller, endUser(exchange, envelope), tags(exchange, caller, envelope));
    }

    private Optional<String> endUser(Exchange exchange, Envelope envelope) {
        for (String header : endUserHeaders) {
            Optional<String> named = exchange.header(header).flatMap(ClientName::of);
            if (named.isPresent()) {
                return named;
            }
        }
        Optional<String> named = envelope.user().flatMap(ClientName::of);
        return named.isPresent() ? named : envelope.metadataUser().flatMap(ClientName::of);
    }

    private List<String> tags(Exchange exchange, Caller caller, Envelope envelope) {
        if (caller.key().isEmpty()) {
            return List.of();
        }
        Labels ofKey = labels(caller.key().get().details().metadata());
        Labels ofTeam = caller.belonging()
                .team()
                .map(team -> labels(team.details().metadata()))
                .orElse(Labels.NONE);
        Labels ofProject = caller.belonging()
                .project()
                .map(project -> labels(project.details().metadata()))
                .orElse(Labels.NONE);
        boolean open = ofKey.open() || ofTeam.open();
        if (!open
                && ofKey.tags().isEmpty()
                && ofTeam.tags().isEmpty()
                && ofProject.tags().isEmpty()) {
            return List.of();
        }
        Set<String> tags = new LinkedHashSet<>(ofKey.tags());
        tags.addAll(ofTeam.tags());
        tags.addAll(ofProject.tags());
        if (open) {
            addClients(exchange, envelope, tags);
        }
        return tags.stream().limit(MOST_TAGS).toList();
    }

    /** Those of the administrator come first; none is dropped for one that a client made up. */
    private static void addClients(Exchange exchange, Envelope envelope, Set<String> tags) {
        List<String> sent = new ArrayList<>();
        exchange.header(TAGS).ifPresent(header -> {
            for (String tag : header.split(",", -1)) {
                ClientName.of(tag.strip()).ifPresent(sent::add);
            }
        });
        envelope.tags().forEach(array -> addTexts(array, sent));
        tags.addAll(sent);
        if (!sent.isEmpty() && tags.size() > MOST_TAGS) {
            throw new GatewayException.InvalidRequest("A call has at most %d tags.".formatted(MOST_TAGS), "tags");
        }
    }

    private Labels labels(String metadata) {
        return metadata.equals(NOTHING) ? Labels.NONE : labels.get(metadata);
    }

    private static void addTexts(JsonNode array, List<String> texts) {
        for (JsonNode element : array) {
            if (element.isTextual()) {
                ClientName.of(element.textValue()).ifPresent(texts::add);
            }
        }
    }
}
