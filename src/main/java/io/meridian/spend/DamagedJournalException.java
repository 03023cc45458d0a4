package io.meridian.spend;

import java.nio.file.Path;

/** A journal of a former run cannot be read to its end, and what is missing may be money: somebody has to look. */
final class DamagedJournalException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    DamagedJournalException(Path file, long offset, String what) {
        super("The spend journal %s is damaged at offset %d: %s. Move its directory away to start without it."
                .formatted(file, offset, what));
    }
}
