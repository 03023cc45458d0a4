package io.meridian.admin.people;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.Form;
import io.meridian.auth.KeyHash;
import io.meridian.auth.VirtualKey;
import io.meridian.store.Transaction;
import java.util.List;
import java.util.function.Function;

/** What users and teams need of keys: making one in the way all are made, and showing some. */
public interface KeyDealings {
    /** Reads what a request says of a key; what is returned stores it and shows it, the key itself included. */
    Function<Transaction, ObjectNode> prepare(Form form, Acting maker);

    /** Deletes keys that the transaction has locked. */
    void delete(Transaction transaction, List<KeyHash> hashes, Acting by);

    /** As lists show them: with their hashes and what they have spent. */
    List<ObjectNode> show(List<VirtualKey> keys);
}
