package io.meridian.server;

import io.meridian.base.JsonText;
import io.meridian.config.GatewayConfig;
import io.meridian.config.ModelEntry;
import io.meridian.llm.LlmSettings.ModelFacts;
import io.meridian.model.ListedModel;
import io.meridian.model.Listing;
import io.meridian.model.Offers;
import io.meridian.model.StoredModel;
import io.meridian.routing.Alias;
import io.meridian.routing.Router;
import io.meridian.routing.RoutingModule;
import io.meridian.store.Change;
import io.meridian.store.ChangeListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the router equal to the file and to what is stored: reads it at start and at every change, again and again
 * while PostgreSQL is away. Until then, and without a database, the file's deployments serve. Thread-safe.
 */
final class OfferedModels implements Offers, ChangeListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OfferedModels.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final List<ModelEntry> ofFile;
    private final Map<String, Alias> aliases;
    private final Deployments deployments;
    private final AllowedHosts hosts;
    private final Optional<StoredModels> stored;
    private final RoutingModule routing;
    private final Thread thread = Thread.ofVirtual().name("stored-models").unstarted(this::run);
    private final Semaphore wanted = new Semaphore(1);
    private final ReentrantLock loading = new ReentrantLock();

    private volatile Offered offered;
    private volatile boolean loaded;
    private volatile boolean closed;
    private Set<String> said = Set.of();

    /** What is known of an offer beside where calls go. */
    private record Offered(Listing listing, Map<String, ModelFacts> facts) {}

    private OfferedModels(
            GatewayConfig config, Deployments deployments, AllowedHosts hosts, Optional<StoredModels> stored) {
        this.ofFile = config.models();
        this.aliases = Aliases.of(config);
        this.deployments = deployments;
        this.hosts = hosts;
        this.stored = stored;
        OfferDraft draft = draft(List.of());
        this.routing = RoutingModule.create(draft.offer());
        this.offered = new Offered(new Listing(listed(List.of()), Set.of()), draft.facts());
    }

    static OfferedModels start(GatewayConfig config, Deployments deployments, AllowedHosts hosts, Stores stores) {
        Optional<StoredModels> stored = stores.database().map(found -> StoredModels.of(config, found, deployments));
        OfferedModels models = new OfferedModels(config, deployments, hosts, stored);
        if (stored.isPresent()) {
            stores.changes().ifPresent(changes -> changes.tell(models));
            models.thread.start();
        }
        return models;
    }

    Router router() {
        return routing.router();
    }

    Map<String, ModelFacts> facts() {
        return offered.facts();
    }

    /** Whether what is stored was read at least once, or nothing is. */
    boolean isLoaded() {
        return loaded || stored.isEmpty();
    }

    @Override
    public Listing listing() {
        return offered.listing();
    }

    @Override
    public List<String> problems(StoredModel model) {
        return stored.map(found -> found.read(model).listed().fault().stream().toList())
                .orElse(List.of());
    }

    @Override
    public void refresh() {
        try {
            load();
        } catch (RuntimeException away) {
            // the change is made; it will be offered when PostgreSQL answers again
            LOG.debug("What is stored could not be read", away);
            wanted.release();
        }
    }

    @Override
    public void changed(Change change) {
        switch (change.kind()) {
            case MODEL, CREDENTIAL, SETTING -> wanted.release();
            case TEAM -> {
                // a team that is deleted takes its models along
                if (hasModels(change.id())) {
                    wanted.release();
                }
            }
            default -> {}
        }
    }

    @Override
    public void forgetEverything() {
        wanted.release();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            if (thread.isAlive()) {
                thread.join(PAUSE);
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean hasModels(String team) {
        return listing().models().stream()
                .anyMatch(model -> model.team().map(team::equals).orElse(false));
    }

    private void run() {
        boolean complained = false;
        while (!closed) {
            try {
                wanted.acquire();
                // however many changes there were, one look sees all of them
                wanted.drainPermits();
                load();
                complained = false;
            } catch (InterruptedException stopped) {
                return;
            } catch (RuntimeException | Error failure) { // also an Error: or no change would be seen any more
                if (!closed && !complained) {
                    complained = true;
                    LOG.warn("Stored models cannot be read; those known are served: {}", failure.toString());
                }
                pause();
            }
        }
    }

    private void pause() {
        wanted.release();
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException stopped) {
            closed = true;
        }
    }

    /** One after another, or a slow reader could put back what a later one has replaced. */
    private void load() {
        StoredModels source = stored.orElseThrow();
        loading.lock();
        try {
            List<StoredModels.Read> all =
                    source.all(ofFile.stream().map(entry -> entry.info().id()).collect(Collectors.toSet()));
            Set<String> publicGroups = source.publicGroups();
            List<StoredModels.Read> open =
                    all.stream().filter(read -> !read.listed().blocked()).toList();
            OfferDraft draft = draft(open);
            hosts.replaceStored(open.stream()
                    .flatMap(read -> read.places().stream())
                    .map(Map.Entry::getKey)
                    .toList());
            routing.router().replace(draft.offer());
            offered = new Offered(
                    new Listing(
                            listed(all.stream().map(StoredModels.Read::listed).toList()), publicGroups),
                    draft.facts());
            loaded = true;
            complain(all);
        } finally {
            loading.unlock();
        }
    }

    private OfferDraft draft(List<StoredModels.Read> open) {
        OfferDraft draft = new OfferDraft(aliases);
        ofFile.forEach(entry -> draft.add(entry, deployments.of(entry)));
        open.forEach(read -> read.places().forEach(place -> draft.add(place.getKey(), place.getValue())));
        return draft;
    }

    private List<ListedModel> listed(List<ListedModel> more) {
        List<ListedModel> all = new ArrayList<>();
        for (ModelEntry entry : ofFile) {
            all.add(new ListedModel(
                    entry.info().id(),
                    entry.name(),
                    entry.written().params(),
                    entry.written().info(),
                    Optional.of(entry),
                    Optional.empty(),
                    false,
                    Optional.empty()));
        }
        all.addAll(more);
        return all;
    }

    /** Each sentence once, for as long as it is true. */
    private void complain(List<StoredModels.Read> all) {
        Set<String> now = new HashSet<>();
        for (StoredModels.Read read : all) {
            String model = JsonText.text(read.listed().id());
            read.listed().fault().ifPresent(fault -> {
                String sentence = "The stored model " + model + " is left out: " + fault;
                if (now.add(sentence) && !said.contains(sentence)) {
                    LOG.error(sentence);
                }
            });
            read.warnings().forEach(warning -> {
                String sentence = "The stored model " + model + ": " + warning;
                if (now.add(sentence) && !said.contains(sentence)) {
                    LOG.warn(sentence);
                }
            });
        }
        said = now;
    }
}
