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
    private final VirtualKeyStore keys;

    public Clearance(Office office) {
        this.office = office;
        this.keys = new VirtualKeyStore(office.database());
    }

    public List<KeyHash> ofUsers(Transaction transaction, Collection<String> userIds) {
        return delete(transaction, keys.ofUsers(transaction, userIds));
    }

    public List<KeyHash> ofTeam(Transaction transaction, String teamId) {
        return delete(transaction, keys.ofTeam(transaction, teamId));
    }

    public List<KeyHash> ofMember(Transaction transaction, String teamId, String userId) {
        return delete(transaction, keys.ofMember(transaction, teamId, userId));
    }

    /** Once the transaction has committed. */
    public void forget(Collection<KeyHash> deleted) {
        deleted.forEach(office.keys()::forget);
    }

    /** The one place where the keys of others end. */
    private List<KeyHash> delete(Transaction transaction, List<KeyHash> hashes) {
        hashes.forEach(hash -> keys.delete(transaction, hash));
        return hashes;
    }
}
