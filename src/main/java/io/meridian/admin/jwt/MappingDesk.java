package io.meridian.admin.jwt;

import io.meridian.admin.audit.Actor;
import io.meridian.admin.audit.Deed;
import io.meridian.admin.form.Form;
import io.meridian.admin.form.Page;
import io.meridian.admin.office.Office;
import io.meridian.auth.KeyHash;
import io.meridian.base.GatewayException;
import io.meridian.directory.Stamps;
import io.meridian.store.ConflictException;
import io.meridian.store.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Says which claims of foreign tokens stand for which keys. Thread-safe. */
final class MappingDesk {
    private static final Deed.Table TABLE = Deed.Table.JWT_KEY_MAPPING;

    private final Office office;
    private final MappingStore store;

    MappingDesk(Office office) {
        this.office = office;
        this.store = new MappingStore(office.database());
    }

    List<Mapping> page(Page page) {
        return store.page(page);
    }

    long count() {
        return store.count();
    }

    Mapping find(String id) {
        return store.find(id).orElseThrow(() -> unknown(id));
    }

    Mapping make(Form form, Actor maker) {
        KeyHash key = key(form).orElseGet(() -> KeyHash.named(form.requireText("key")));
        Mapping mapping = new Mapping(
                UUID.randomUUID().toString(),
                form.text("jwt_issuer").over("", ""),
                form.requireText("jwt_claim_name"),
                form.requireText("jwt_claim_value"),
                key,
                form.text("description").value(),
                form.flag("is_active").over(true, true),
                Stamps.made(office.now(), maker.caller().userId().orElse(null)));
        form.check();
        write(transaction -> {
            requireKey(transaction, mapping);
            store.create(transaction, mapping);
            note(transaction, maker, Deed.created(TABLE, mapping.id(), MappingView.of(mapping)));
        });
        return mapping;
    }

    Mapping change(Form form, Actor changer) {
        String id = form.requireText("id");
        Optional<KeyHash> key = key(form);
        return writing(transaction -> {
            Mapping old = store.findForUpdate(transaction, id).orElseThrow(() -> unknown(id));
            Mapping changed = new Mapping(
                    id,
                    form.text("jwt_issuer").over(old.issuer(), ""),
                    old.claim(),
                    old.value(),
                    key.orElse(old.key()),
                    form.text("description").over(old.description()),
                    form.flag("is_active").over(old.active(), true),
                    old.stamps().changed(office.now(), changer.caller().userId().orElse(null)));
            form.check();
            requireKey(transaction, changed);
            store.update(transaction, changed);
            note(transaction, changer, Deed.updated(TABLE, id, MappingView.of(old), MappingView.of(changed)));
            return changed;
        });
    }

    void delete(String id, Actor deleter) {
        write(transaction -> {
            Mapping old = store.findForUpdate(transaction, id).orElseThrow(() -> unknown(id));
            store.delete(transaction, id);
            note(transaction, deleter, Deed.deleted(TABLE, id, MappingView.of(old)));
        });
    }

    private void note(Transaction transaction, Actor actor, Deed deed) {
        office.audit().note(transaction, actor, deed);
    }

    /** The key by itself or by its hash; both are read so that a wrong type is told. */
    private static Optional<KeyHash> key(Form form) {
        @Nullable String key = form.text("key").value();
        @Nullable String token = form.text("token").value();
        return Optional.ofNullable(key == null ? token : key).map(KeyHash::named);
    }

    private void requireKey(Transaction transaction, Mapping mapping) {
        if (!store.keepsKey(transaction, mapping.key())) {
            throw new GatewayException.NotFound("Key not found in database", "key");
        }
    }

    private void write(Consumer<Transaction> work) {
        var _ = writing(transaction -> {
            work.accept(transaction);
            return Boolean.TRUE;
        });
    }

    private <T> T writing(Function<Transaction, T> work) {
        try {
            return office.database().inTransaction(work);
        } catch (ConflictException taken) {
            throw new GatewayException.BadRequest(
                    "A mapping of this jwt_claim_name and jwt_claim_value already exists.", "jwt_claim_value");
        }
    }

    private static GatewayException unknown(String id) {
        return new GatewayException.NotFound("JWT key mapping not found, passed id=" + id, "id");
    }
}
