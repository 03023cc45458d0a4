package io.meridian.admin.people;

import io.meridian.admin.office.Office;
import io.meridian.auth.KeyHash;
import io.meridian.auth.VirtualKeyStore;
import io.meridian.store.Transaction;
import java.util.Collection;
import java.util.List;

/** Deletes the keys of those who go, within the transaction in which they go. Thread-safe. */
public final class Clearance {
    private final Office office;
    private final VirtualKeyStore store;
    private final KeyDealings keys;

    public Clearance(Office office, KeyDealings keys) {
        this.office = office;
        this.store = new VirtualKeyStore(office.database());
        this.keys = keys;
    }

    public List<KeyHash> ofUsers(Transaction transaction, Collection<String> userIds, Acting by) {
        return delete(transaction, store.ofUsers(transaction, userIds), by);
    }

    public List<KeyHash> ofTeam(Transaction transaction, String teamId, Acting by) {
        return delete(transaction, store.ofTeam(transaction, teamId), by);
    }

    public List<KeyHash> ofMember(Transaction transaction, String teamId, String userId, Acting by) {
        return delete(transaction, store.ofMember(transaction, teamId, userId), by);
    }

    /** Once the transaction has committed. */
    public void forget(Collection<KeyHash> deleted) {
        deleted.forEach(office.keys()::forget);
    }

    private List<KeyHash> delete(Transaction transaction, List<KeyHash> hashes, Acting by) {
        keys.delete(transaction, hashes, by);
        return hashes;
    }
}
