package io.meridian.admin.invitation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.audit.Actor;
import io.meridian.admin.audit.Deed;
import io.meridian.admin.office.Office;
import io.meridian.auth.KeyHash;
import io.meridian.auth.PasswordHash;
import io.meridian.base.GatewayException;
import io.meridian.directory.Stamps;
import io.meridian.directory.User;
import io.meridian.directory.UserStore;
import io.meridian.store.Change;
import io.meridian.store.Transaction;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Invites users to set a password of their own, and lets them do it once. Thread-safe. */
final class InvitationDesk {
    private static final Duration LIFE = Duration.ofDays(7);
    private static final int RANDOM_BYTES = 24;

    private final Office office;
    private final InvitationStore store;
    private final UserStore users;
    private final SecureRandom random = new SecureRandom();

    InvitationDesk(Office office) {
        this.office = office;
        this.store = new InvitationStore(office.database());
        this.users = new UserStore(office.database());
    }

    /** An invitation, and what its link holds. */
    record Made(Invitation invitation, String id) {}

    Made make(String userId, Actor actor) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant now = office.now();
        Invitation invitation = new Invitation(
                hash(id),
                userId,
                false,
                null,
                now.plus(LIFE),
                Stamps.made(now, actor.caller().userId().orElse(null)));
        office.database().transact(transaction -> {
            if (users.findForUpdate(transaction, userId).isEmpty()) {
                throw new GatewayException.BadRequest(
                        "User id %s not found in `LiteLLM_UserTable`".formatted(userId), "user_id");
            }
            store.create(transaction, invitation, now);
            note(transaction, actor, Deed.created(Deed.Table.INVITATION, invitation.hash(), row(invitation)));
        });
        return new Made(invitation, id);
    }

    Invitation require(String id) {
        return store.find(hash(id)).orElseThrow(InvitationDesk::unknown);
    }

    Invitation setAccepted(String id, boolean accepted, Actor actor) {
        @Nullable String by = actor.caller().userId().orElse(null);
        return office.database().inTransaction(transaction -> {
            Invitation old = lock(transaction, id);
            Invitation changed = old.with(accepted, office.now(), by);
            store.update(transaction, changed);
            note(transaction, actor, updated(old, changed));
            return changed;
        });
    }

    Invitation delete(String id, Actor actor) {
        return office.database().inTransaction(transaction -> {
            Invitation invitation = lock(transaction, id);
            store.delete(transaction, invitation.hash());
            note(transaction, actor, Deed.deleted(Deed.Table.INVITATION, invitation.hash(), row(invitation)));
            return invitation;
        });
    }

    /** Whom an invitation that still holds is for. */
    User invited(String id) {
        return store.find(hash(id))
                .filter(invitation -> invitation.isOpen(office.now()))
                .flatMap(invitation -> users.find(invitation.userId()))
                .orElseThrow(InvitationDesk::over);
    }

    /** Only the first of those who come with the same link sets a password. */
    User claim(String id, String userId, String password) {
        if (!PasswordHash.isAcceptable(password)) {
            throw new GatewayException.BadRequest(
                    "A password has %d to %d characters.".formatted(PasswordHash.SHORTEST, PasswordHash.LONGEST),
                    "password");
        }
        // before a row is locked, because it is meant to take its time; and only for whoever has a link
        invited(id);
        String stored = PasswordHash.of(password);
        User user = office.database().inTransaction(transaction -> {
            Instant now = office.now();
            Invitation invitation = store.findForUpdate(transaction, hash(id))
                    .filter(found -> found.isOpen(now) && found.userId().equals(userId))
                    .orElseThrow(InvitationDesk::over);
            User found = users.findForUpdate(transaction, userId).orElseThrow(InvitationDesk::over);
            users.setPassword(transaction, userId, stored);
            Invitation accepted = invitation.with(true, now, userId);
            store.update(transaction, accepted);
            office.audit().noteOwn(transaction, userId, updated(invitation, accepted));
            return found;
        });
        office.directory().forget(Change.Kind.USER, userId);
        return user;
    }

    private static Deed updated(Invitation old, Invitation changed) {
        return Deed.updated(Deed.Table.INVITATION, old.hash(), row(old), row(changed));
    }

    private void note(Transaction transaction, Actor actor, Deed deed) {
        office.audit().note(transaction, actor, deed);
    }

    /** Its link is known to whoever has it. */
    private static ObjectNode row(Invitation invitation) {
        return invitation.view(invitation.hash());
    }

    private Invitation lock(Transaction transaction, String id) {
        Optional<Invitation> found = store.findForUpdate(transaction, hash(id));
        return found.orElseThrow(InvitationDesk::unknown);
    }

    /** As keys are kept: what is random enough needs no salt. */
    private static String hash(String id) {
        return KeyHash.of(id).hex();
    }

    private static GatewayException unknown() {
        return new GatewayException.NotFound("Invitation id not found.", "invitation_id");
    }

    /** The same for all reasons: a link is no way to find out who is a user. */
    private static GatewayException over() {
        return new GatewayException.Unauthenticated(
                "auth_error", "The invitation link is not valid, has expired or has been used.", "invitation_link");
    }
}
