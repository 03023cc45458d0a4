package io.meridian.server;

import io.meridian.config.ModelEntry;
import io.meridian.config.ModelEntry.TeamScope;
import io.meridian.llm.LlmSettings.ModelFacts;
import io.meridian.routing.Alias;
import io.meridian.routing.Deployment;
import io.meridian.routing.Offer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Puts an offer together, deployment by deployment. Confined to one thread. */
final class OfferDraft {
    private final Part everybodys = new Part();
    private final Map<String, Part> ofTeams = new HashMap<>();
    private final Map<String, ModelFacts> facts = new HashMap<>();

    private static final class Part {
        private final List<Deployment> deployments = new ArrayList<>();
        private final Map<String, Alias> aliases = new HashMap<>();
        private final Map<String, Set<String>> accessGroups = new HashMap<>();

        void add(ModelEntry entry, Deployment deployment) {
            deployments.add(deployment);
            if (entry.info().team().isPresent()) {
                // teams that moved here may have it in their lists by the name under which it is stored
                aliases.put(entry.name(), new Alias(entry.offeredName(), true));
            }
            if (!entry.info().accessGroups().isEmpty()) {
                accessGroups
                        .computeIfAbsent(entry.offeredName(), _ -> new HashSet<>())
                        .addAll(entry.info().accessGroups());
            }
        }

        Offer.Part done() {
            return new Offer.Part(deployments, aliases, accessGroups);
        }
    }

    /** {@code aliases} are other names of everybody's groups. */
    OfferDraft(Map<String, Alias> aliases) {
        everybodys.aliases.putAll(aliases);
    }

    void add(ModelEntry entry, Deployment deployment) {
        Optional<TeamScope> team = entry.info().team();
        team.map(scope -> ofTeams.computeIfAbsent(scope.id(), _ -> new Part()))
                .orElse(everybodys)
                .add(entry, deployment);
        if (team.isEmpty()) {
            facts.merge(entry.name(), facts(entry), OfferDraft::least);
        }
    }

    Offer offer() {
        return new Offer(
                everybodys.done(),
                ofTeams.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, team -> team.getValue().done())));
    }

    /** Of everybody's groups what the smallest of their deployments can take. */
    Map<String, ModelFacts> facts() {
        return Map.copyOf(facts);
    }

    private static ModelFacts facts(ModelEntry entry) {
        return new ModelFacts(
                entry.info().mode(), entry.info().maxInputTokens(), entry.info().maxOutputTokens());
    }

    private static ModelFacts least(ModelFacts one, ModelFacts other) {
        return new ModelFacts(
                one.mode().or(other::mode),
                least(one.maxInput(), other.maxInput()),
                least(one.maxOutput(), other.maxOutput()));
    }

    private static Optional<Integer> least(Optional<Integer> one, Optional<Integer> other) {
        return Stream.of(one, other).flatMap(Optional::stream).min(Integer::compare);
    }
}
