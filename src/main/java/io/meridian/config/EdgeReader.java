package io.meridian.config;

import com.fasterxml.jackson.databind.node.TextNode;
import io.meridian.config.Fleet.Worker;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads what concerns the outside: the server, metrics, other instances, the local disk. */
final class EdgeReader {
    private final Section environment;
    private final Section top;
    private final Section general;
    private final Section litellm;

    EdgeReader(Section environment, Section top, Section general, Section litellm) {
        this.environment = environment;
        this.top = top;
        this.general = general;
        this.litellm = litellm;
    }

    HttpServerConfig readServer() {
        List<String> origins =
                environment.find(Variables.CORS_ORIGINS).orElseGet(() -> general.get(GeneralKeys.CORS_ORIGINS));
        boolean any = origins.contains("*");
        boolean credentials = environment
                .find(Variables.CORS_CREDENTIALS)
                .or(() -> general.find(GeneralKeys.CORS_CREDENTIALS).map(wanted -> wanted && !any))
                .orElse(!any);
        if (any && credentials) {
            environment
                    .report()
                    .warn(
                            Variables.CORS_CREDENTIALS.name(),
                            "has no effect while every origin is allowed; name the origins that may send credentials");
        }
        return new HttpServerConfig(
                general.get(GeneralKeys.MAX_REQUEST),
                rootPath(),
                environment.find(Variables.BASE_URL),
                environment.get(Variables.DRAIN),
                trustedProxies(),
                general.get(GeneralKeys.CANCEL),
                origins,
                credentials && !any);
    }

    private String rootPath() {
        String path = environment.get(Variables.ROOT_PATH).strip();
        String inner = path.replaceAll("^/+|/+$", "");
        if (!inner.matches("[A-Za-z0-9._~/-]*") || inner.contains("//") || inner.matches("(.*/)?\\.{1,2}(/.*)?")) {
            environment.problem(Variables.ROOT_PATH, "must be a path such as /gateway");
        }
        return inner.isEmpty() ? "" : "/" + inner;
    }

    private List<AddressRange> trustedProxies() {
        List<AddressRange> ranges = new ArrayList<>();
        for (String text : general.get(GeneralKeys.TRUSTED_PROXIES)) {
            try {
                ranges.add(AddressRange.parse(text));
            } catch (Unreadable e) {
                general.problem(GeneralKeys.TRUSTED_PROXIES, e.text());
            }
        }
        return ranges;
    }

    MetricsConfig readMetrics() {
        return new MetricsConfig(
                general.get(GeneralKeys.METRICS_AUTH),
                litellm.get(LitellmKeys.END_USER_METRICS),
                litellm.find(LitellmKeys.METRIC_SERIES),
                litellm.get(LitellmKeys.STREAM_LABEL),
                litellm.get(LitellmKeys.METADATA_LABELS));
    }

    Fleet readFleet() {
        List<Worker> workers = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        Set<String> urls = new HashSet<>();
        for (Section entry : top.children(TopKeys.WORKERS.name())) {
            NameCheck.check(entry, TopKeys.WORKER);
            Optional<Worker> worker = worker(entry);
            worker.ifPresent(workers::add);
            if (worker.isPresent() && !ids.add(worker.get().id())) {
                entry.problem(TopKeys.WORKER_ID, "is taken by an entry before");
            }
            if (worker.isPresent() && !urls.add(worker.get().url().toString().replaceAll("/+$", ""))) {
                entry.problem(TopKeys.WORKER_URL, "is taken by an entry before");
            }
        }
        Optional<URI> controlPlane = general.find(GeneralKeys.CONTROL_PLANE);
        if (controlPlane.isPresent() && !environment.has(Variables.BASE_URL)) {
            general.report()
                    .warn(Variables.BASE_URL.name(), "is needed for logins through a control plane behind a proxy");
        }
        return new Fleet(workers, controlPlane);
    }

    private static Optional<Worker> worker(Section entry) {
        for (Setting<?> setting : TopKeys.WORKER.settings()) {
            if (!entry.has(setting)) {
                entry.problem(setting, "is missing");
            }
        }
        return entry.find(TopKeys.WORKER_ID)
                .flatMap(id -> entry.find(TopKeys.WORKER_NAME)
                        .flatMap(name -> entry.find(TopKeys.WORKER_URL).map(url -> new Worker(id, name, url))));
    }

    JournalConfig readJournal() {
        String force = environment.get(Variables.JOURNAL_FORCE);
        Duration interval = Duration.ZERO;
        if (!force.equalsIgnoreCase("always")) {
            try {
                interval = Durations.read(TextNode.valueOf(force));
            } catch (Unreadable e) {
                environment.problem(Variables.JOURNAL_FORCE, e.text() + ", or always");
            }
        }
        return new JournalConfig(
                environment
                        .find(Variables.DATA_DIRECTORY)
                        .orElseGet(() -> Path.of(System.getProperty("user.home", "."), "meridian")),
                interval,
                environment.get(Variables.JOURNAL_SIZE),
                general.get(GeneralKeys.INTERRUPTED));
    }
}
