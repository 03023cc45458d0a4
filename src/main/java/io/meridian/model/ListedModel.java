package io.meridian.model;

import io.meridian.config.ModelEntry;
import io.meridian.directory.Stamps;
import java.util.Optional;

/**
 * A deployment as it may be shown, from the file or stored. Immutable.
 *
 * @param params JSON, without anything that may be secret
 * @param info JSON, as it was written
 * @param entry how it was read, unless it is left out
 * @param stamps of one that is stored
 * @param fault why it is left out, if it is
 */
public record ListedModel(
        String id,
        String name,
        String params,
        String info,
        Optional<ModelEntry> entry,
        Optional<Stamps> stamps,
        boolean blocked,
        Optional<String> fault) {
    /** Whether it is stored, rather than written in the file. */
    public boolean isStored() {
        return stamps.isPresent();
    }

    /** The team that alone may call it. */
    public Optional<String> team() {
        return entry.flatMap(read -> read.info().team()).map(ModelEntry.TeamScope::id);
    }

    /** The name under which it is called. */
    public String offeredName() {
        return entry.map(ModelEntry::offeredName).orElse(name);
    }
}
