package io.meridian.config;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** The workers this control plane knows, or the control plane this worker belongs to. Immutable. */
public record Fleet(List<Worker> workers, Optional<URI> controlPlaneUrl) {
    public Fleet {
        workers = List.copyOf(workers);
    }

    /** Whether this instance lists workers to the login page. */
    public boolean controlPlane() {
        return !workers.isEmpty();
    }

    /** An independent instance a browser may log in to. Immutable. */
    public record Worker(String id, String name, URI url) {}
}
