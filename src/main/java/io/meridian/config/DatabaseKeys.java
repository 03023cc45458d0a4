package io.meridian.config;

import io.meridian.base.Secret;

/** The environment variables that say where PostgreSQL is. */
final class DatabaseKeys {
    static final Catalogue KNOWN = new Catalogue(Place.ENVIRONMENT);

    static final Setting<Secret> URL = KNOWN.add("DATABASE_URL", Kind.SECRET);
    static final Setting<Secret> DIRECT = KNOWN.add("DATABASE_URL_DIRECT", Kind.SECRET);
    static final Setting<Secret> REPLICA = KNOWN.early("DATABASE_URL_READ_REPLICA", Kind.SECRET);
    static final Setting<String> HOST = KNOWN.add("DATABASE_HOST", Kind.TEXT);
    static final Setting<Integer> PORT = KNOWN.add("DATABASE_PORT", Kind.PORT, "5432");
    static final Setting<String> USER = KNOWN.add("DATABASE_USER", Kind.TEXT);
    static final Setting<String> USERNAME = KNOWN.add("DATABASE_USERNAME", Kind.TEXT);
    static final Setting<Secret> PASSWORD = KNOWN.add("DATABASE_PASSWORD", Kind.SECRET);
    static final Setting<String> NAME = KNOWN.add("DATABASE_NAME", Kind.TEXT);
    static final Setting<String> SCHEMA = KNOWN.add("MERIDIAN_DATABASE_SCHEMA", Kind.TEXT, "meridian");
    static final Setting<Boolean> NO_MIGRATION = KNOWN.add("DISABLE_SCHEMA_UPDATE", Kind.BOOLEAN, "false");

    static {
        // the schema of the other product; ours is a schema of our own
        KNOWN.ignored("DATABASE_SCHEMA");
    }

    private DatabaseKeys() {}
}
