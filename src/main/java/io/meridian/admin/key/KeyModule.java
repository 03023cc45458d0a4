package io.meridian.admin.key;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.audit.Actor;
import io.meridian.admin.form.Form;
import io.meridian.admin.office.Office;
import io.meridian.auth.Permit;
import io.meridian.store.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The routes of keys, and the making of keys for whoever makes more than a key. Immutable. */
public final class KeyModule {
    private final List<Object> resources;
    private final Optional<KeyDesk> desk;

    private KeyModule(List<Object> resources, Optional<KeyDesk> desk) {
        this.resources = List.copyOf(resources);
        this.desk = desk;
    }

    public static KeyModule create(Optional<Office> office, KeyPolicy policy) {
        UnsupportedFields unsupported = new UnsupportedFields();
        Optional<KeyAccounts> accounts = office.map(KeyAccounts::new);
        Optional<KeyMaker> maker = office.map(KeyMaker::new);
        Optional<KeyRegister> register = accounts.map(found -> new KeyRegister(found.office(), found));
        Optional<KeyDesk> desk = accounts.map(
                found -> new KeyDesk(found.office(), policy, maker.orElseThrow(), found, register.orElseThrow()));
        Optional<KeyRotation> rotation = accounts.map(
                found -> new KeyRotation(found.office(), policy, maker.orElseThrow(), found, register.orElseThrow()));
        Optional<KeyBatch> batch =
                desk.map(found -> new KeyBatch(found.accounts().office(), found, unsupported::warn));
        return new KeyModule(
                List.of(
                        new KeysResource(desk, unsupported),
                        new KeyInfoResource(desk),
                        new KeyInfosResource(desk),
                        new KeyListResource(
                                accounts.map(found -> new KeyList(found.office(), found)), office.map(KeySight::new)),
                        new KeyRotationResource(rotation),
                        new KeyBatchResource(batch),
                        new TeamKeyBatchResource(batch)),
                desk);
    }

    public List<Object> resources() {
        return resources;
    }

    /** Reads what a request says of a key; what is returned stores it and shows it, the key itself included. */
    public Function<Transaction, ObjectNode> prepare(Form form, Permit permit, Actor actor) {
        KeyDesk keys = Office.required(desk);
        KeyMaker.Made made = keys.prepare(form, permit);
        return transaction -> {
            keys.store(transaction, made, new Acting(permit, actor));
            return KeyView.created(made, keys.accounts());
        };
    }
}
