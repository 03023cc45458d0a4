package io.meridian.admin.key;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.Form;
import io.meridian.admin.office.Office;
import io.meridian.admin.people.Acting;
import io.meridian.admin.people.KeyDealings;
import io.meridian.auth.KeyHash;
import io.meridian.auth.VirtualKey;
import io.meridian.auth.VirtualKeyStore;
import io.meridian.base.JsonText;
import io.meridian.base.Usd;
import io.meridian.store.Transaction;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The routes below {@code /key}, and the making of keys for whoever makes more than a key. Immutable. */
public final class KeyModule implements KeyDealings {
    private final KeysResource resource;
    private final Optional<KeyDesk> desk;

    private KeyModule(Optional<KeyDesk> desk) {
        this.resource = new KeysResource(desk);
        this.desk = desk;
    }

    public static KeyModule create(Optional<Office> office, KeyPolicy policy) {
        return new KeyModule(office.map(found -> new KeyDesk(found, new VirtualKeyStore(found.database()), policy)));
    }

    public KeysResource resource() {
        return resource;
    }

    @Override
    public Function<Transaction, ObjectNode> prepare(Form form, Acting maker) {
        KeyDesk keys = Office.required(desk);
        KeyDesk.Made made = keys.prepare(form, maker.caller());
        return transaction -> {
            keys.store(transaction, made.key(), maker.actor());
            return KeyView.created(made, keys.period(made.key()));
        };
    }

    @Override
    public void delete(Transaction transaction, List<KeyHash> hashes, Acting by) {
        KeyDesk keys = Office.required(desk);
        hashes.forEach(hash -> keys.delete(transaction, hash, by.actor()));
    }

    @Override
    public List<ObjectNode> show(List<VirtualKey> shown) {
        KeyDesk keys = Office.required(desk);
        Map<VirtualKey, Usd> spent = keys.spent(shown);
        return shown.stream()
                .map(key -> {
                    ObjectNode view = JsonText.object().put("token", key.hash().hex());
                    view.setAll(KeyView.of(key, spent.getOrDefault(key, Usd.ZERO), keys.period(key)));
                    return view;
                })
                .toList();
    }
}
