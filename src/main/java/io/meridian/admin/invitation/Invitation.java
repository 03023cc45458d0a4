package io.meridian.admin.invitation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.form.View;
import io.meridian.base.JsonText;
import io.meridian.directory.Stamps;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** That a user may set a password of their own, once; only the hash of what the link holds is stored. Immutable. */
record Invitation(
        String hash,
        String userId,
        boolean accepted,
        @Nullable Instant acceptedAt,
        Instant expiresAt,
        Stamps stamps) {
    boolean isOpen(Instant now) {
        return !accepted && now.isBefore(expiresAt);
    }

    Invitation with(boolean isAccepted, Instant now, @Nullable String by) {
        return new Invitation(hash, userId, isAccepted, isAccepted ? now : null, expiresAt, stamps.changed(now, by));
    }

    /** {@code id} is what whoever asks has shown. */
    ObjectNode view(String id) {
        ObjectNode view = JsonText.object().put("id", id).put("user_id", userId).put("is_accepted", accepted);
        View.put(view, "accepted_at", acceptedAt);
        View.put(view, "expires_at", expiresAt);
        View.put(view, stamps);
        return view;
    }
}
