package io.meridian.admin.key;

import io.meridian.auth.Permit;
import io.meridian.auth.Subject;
import io.meridian.auth.VirtualKey;
import io.meridian.base.GatewayException;
import java.util.Objects;
import java.util.Optional;

/** Whether a caller may touch a key, and what it is told if not. */
final class KeyAuthority {
    private KeyAuthority() {}

    static void require(Permit permit, VirtualKey key) {
        permit.require(Subject.of(key), () -> refusal(permit, key));
    }

    /** What is made, or what a key becomes, has to be the caller's as much as what it was. */
    static void requireResult(Permit permit, VirtualKey key) {
        permit.require(
                Subject.of(key), () -> isMember(permit, key) ? unpermitted(permit, key) : notForOthers(permit, key));
    }

    /** What nobody but an administrator decides: for whom a key is, and whether it is blocked. */
    static void requireSameOwner(Permit permit, VirtualKey before, VirtualKey after) {
        if (permit.isUnlimited()) {
            return;
        }
        if (!Objects.equals(before.owner().userId(), after.owner().userId())) {
            throw notForOthers(permit, after);
        }
        boolean blocked = after.access().blocked();
        if (blocked != before.access().blocked()
                && !permit.on("POST", blocked ? "/key/block" : "/key/unblock").covers(Subject.of(before))) {
            throw new GatewayException.Forbidden(
                    "auth_error", "You are not allowed to block or unblock this key.", "blocked");
        }
    }

    /** A new key is the caller's own, or nobody's where the route makes such keys. */
    static void requireOwnUser(Permit permit, VirtualKey key) {
        if (!permit.isUnlimited()
                && key.owner().userId() != null
                && !Optional.ofNullable(key.owner().userId())
                        .equals(permit.caller().userId())) {
            throw notForOthers(permit, key);
        }
    }

    private static GatewayException refusal(Permit permit, VirtualKey key) {
        return isMember(permit, key)
                ? unpermitted(permit, key)
                : new GatewayException.Forbidden(
                        "auth_error",
                        "You are not allowed to change this key. Route=%s. Your role=%s"
                                .formatted(
                                        permit.route(), permit.caller().role().wireName()),
                        "key");
    }

    private static boolean isMember(Permit permit, VirtualKey key) {
        return Optional.ofNullable(key.owner().teamId())
                .flatMap(permit.caller().belonging().memberships()::team)
                .isPresent();
    }

    private static GatewayException unpermitted(Permit permit, VirtualKey key) {
        return new GatewayException.Unauthenticated(
                "team_member_permission_error",
                "Team member does not have permissions for endpoint: %s. Team=%s"
                        .formatted(permit.route(), key.owner().teamId()),
                permit.route());
    }

    private static GatewayException notForOthers(Permit permit, VirtualKey key) {
        return new GatewayException.Forbidden(
                "auth_error",
                "User can only create keys for themselves. Got user_id=%s, team_id=%s, Your ID=%s"
                        .formatted(
                                key.owner().userId(),
                                key.owner().teamId(),
                                permit.caller().userId().orElse(null)),
                "user_id");
    }
}
