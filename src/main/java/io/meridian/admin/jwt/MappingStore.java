package io.meridian.admin.jwt;

import static io.meridian.store.Columns.timestamp;
import static io.meridian.store.jooq.Tables.JWT_KEY_MAPPING;
import static io.meridian.store.jooq.Tables.VIRTUAL_KEY;

import io.meridian.admin.form.Page;
import io.meridian.auth.KeyHash;
import io.meridian.directory.Stamps;
import io.meridian.store.Database;
import io.meridian.store.Transaction;
import io.meridian.store.jooq.tables.records.JwtKeyMappingRecord;
import java.util.List;
import java.util.Optional;

/** Mappings of claims to keys in PostgreSQL. Nobody has them cached. Thread-safe. */
final class MappingStore {
    private final Database database;

    MappingStore(Database database) {
        this.database = database;
    }

    Optional<Mapping> find(String id) {
        return database.query(jooq -> jooq.fetchOptional(JWT_KEY_MAPPING, JWT_KEY_MAPPING.ID.eq(id)))
                .map(MappingStore::toMapping);
    }

    Optional<Mapping> findForUpdate(Transaction transaction, String id) {
        return transaction
                .jooq()
                .selectFrom(JWT_KEY_MAPPING)
                .where(JWT_KEY_MAPPING.ID.eq(id))
                .forUpdate()
                .fetchOptional()
                .map(MappingStore::toMapping);
    }

    /** Newest first. */
    List<Mapping> page(Page page) {
        return database.report(jooq -> jooq.selectFrom(JWT_KEY_MAPPING)
                .orderBy(JWT_KEY_MAPPING.CREATED_AT.desc(), JWT_KEY_MAPPING.ID.desc())
                .limit(page.size())
                .offset(page.offset())
                .fetch(MappingStore::toMapping));
    }

    long count() {
        return database.report(jooq -> (long) jooq.fetchCount(JWT_KEY_MAPPING));
    }

    /** Whether there is such a key; until the transaction ends it is not deleted. */
    boolean keepsKey(Transaction transaction, KeyHash key) {
        return transaction
                .jooq()
                .select(VIRTUAL_KEY.TOKEN)
                .from(VIRTUAL_KEY)
                .where(VIRTUAL_KEY.TOKEN.eq(key.hex()))
                .forKeyShare()
                .fetchOptional()
                .isPresent();
    }

    /** Adds a mapping; a claim that has one is a conflict. */
    void create(Transaction transaction, Mapping mapping) {
        JwtKeyMappingRecord row = toRow(mapping);
        row.attach(transaction.jooq().configuration());
        row.insert();
    }

    /** Replaces a mapping that the transaction has locked. */
    void update(Transaction transaction, Mapping mapping) {
        JwtKeyMappingRecord row = toRow(mapping);
        row.attach(transaction.jooq().configuration());
        row.update();
    }

    void delete(Transaction transaction, String id) {
        transaction
                .jooq()
                .deleteFrom(JWT_KEY_MAPPING)
                .where(JWT_KEY_MAPPING.ID.eq(id))
                .execute();
    }

    private static Mapping toMapping(JwtKeyMappingRecord row) {
        return new Mapping(
                row.getId(),
                row.getJwtIssuer(),
                row.getJwtClaimName(),
                row.getJwtClaimValue(),
                new KeyHash(row.getToken()),
                row.getDescription(),
                row.getIsActive(),
                new Stamps(
                        row.getCreatedAt().toInstant(),
                        row.getCreatedBy(),
                        row.getUpdatedAt().toInstant(),
                        row.getUpdatedBy()));
    }

    private static JwtKeyMappingRecord toRow(Mapping mapping) {
        JwtKeyMappingRecord row = new JwtKeyMappingRecord();
        row.setId(mapping.id());
        row.setJwtIssuer(mapping.issuer());
        row.setJwtClaimName(mapping.claim());
        row.setJwtClaimValue(mapping.value());
        row.setToken(mapping.key().hex());
        row.setDescription(mapping.description());
        row.setIsActive(mapping.active());
        row.setCreatedAt(timestamp(mapping.stamps().createdAt()));
        row.setCreatedBy(mapping.stamps().createdBy());
        row.setUpdatedAt(timestamp(mapping.stamps().updatedAt()));
        row.setUpdatedBy(mapping.stamps().updatedBy());
        return row;
    }
}
