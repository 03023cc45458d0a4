package io.meridian.admin.team;

import io.meridian.base.GatewayException;
import java.util.List;

/** The routes that a team may let its members call for its keys. */
final class MemberRights {
    static final List<String> AVAILABLE = List.of(
            "/key/generate",
            "/key/service-account/generate",
            "/key/update",
            "/key/delete",
            "/key/info",
            "/key/health",
            "/key/list",
            "/key/regenerate",
            "/key/{key_id}/regenerate",
            "/key/{key_id}/reset_spend",
            "/key/block",
            "/key/unblock",
            "/key/bulk_update",
            "/key/aliases",
            "/team/daily/activity",
            "/spend/logs");

    private MemberRights() {}

    static void require(List<String> permissions) {
        permissions.stream()
                .filter(permission -> !AVAILABLE.contains(permission))
                .findFirst()
                .ifPresent(unknown -> {
                    throw new GatewayException.BadRequest(
                            "%s is nothing that members can be permitted. Available: %s".formatted(unknown, AVAILABLE),
                            "team_member_permissions");
                });
    }
}
