package io.meridian.admin.key;

import io.meridian.admin.office.Office;
import io.meridian.auth.Caller;
import io.meridian.auth.Permit;
import io.meridian.auth.VirtualKey;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import io.meridian.directory.MemberStore;
import io.meridian.directory.RateCaps;
import io.meridian.directory.Team;
import io.meridian.directory.TeamStore;
import io.meridian.store.Transaction;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Whether those to whom a key is to belong exist, go together, and take it. Thread-safe. */
final class KeyOwners {
    private final Office office;
    private final TeamStore teams;
    private final MemberStore members;
    private final KeyThroughputStore throughput;

    KeyOwners(Office office) {
        this.office = office;
        this.teams = new TeamStore(office.database());
        this.members = new MemberStore(office.database());
        this.throughput = new KeyThroughputStore();
    }

    /** For a key that is made. */
    void require(Transaction transaction, VirtualKey key, Permit permit) {
        Optional<Team> team = team(transaction, key);
        requireOrganization(key, team, Optional.empty(), permit);
        requireTier(key);
        requireThroughput(transaction, key, team);
    }

    /** For a key that is changed: only what changes is looked at. */
    void require(Transaction transaction, VirtualKey before, VirtualKey after, Permit permit) {
        boolean moved = !Objects.equals(before.owner().teamId(), after.owner().teamId());
        boolean elsewhere =
                !Objects.equals(before.owner().organizationId(), after.owner().organizationId());
        boolean promised = isPromised(after) && !(before.rates().equals(after.rates()) && isPromised(before) && !moved);
        if (moved || elsewhere || promised) {
            Optional<Team> team = team(transaction, after);
            if (moved && team.isPresent()) {
                requireFit(transaction, after, team.get());
            }
            requireOrganization(after, team, moved ? Optional.empty() : Optional.of(before), permit);
            requireThroughput(transaction, after, team);
        }
        if (!Objects.equals(before.owner().budgetId(), after.owner().budgetId())) {
            requireTier(after);
        }
    }

    /** A key of a team is one of a team that exists, and that is not deleted before the key is there. */
    private Optional<Team> team(Transaction transaction, VirtualKey key) {
        @Nullable String id = key.owner().teamId();
        if (id == null) {
            return Optional.empty();
        }
        Optional<Team> team = isPromised(key)
                // whoever promises throughput of the team is alone in doing so
                ? teams.findForUpdate(transaction, id)
                : teams.findAndKeep(transaction, id);
        return Optional.of(team.orElseThrow(
                () -> new GatewayException.NotFound("Team not found, passed team_id=" + id, "team_id")));
    }

    /** A key that moves brings nothing into its new team that the team does not have. */
    private void requireFit(Transaction transaction, VirtualKey key, Team team) {
        List<String> models = key.access().models();
        boolean covered = models.contains("all-team-models")
                || KeyReach.covers(team.access().models(), models)
                || team.access().aliases().keySet().containsAll(models);
        if (!covered) {
            throw unfit("Team=%s does not have access to the models of the key: %s".formatted(team.id(), models));
        }
        if (exceeds(key.rates().tpm(), team.rates().tpm())) {
            throw unfit("Key TPM limit=%s is greater than team TPM limit=%s"
                    .formatted(key.rates().tpm(), team.rates().tpm()));
        }
        if (exceeds(key.rates().rpm(), team.rates().rpm())) {
            throw unfit("Key RPM limit=%s is greater than team RPM limit=%s"
                    .formatted(key.rates().rpm(), team.rates().rpm()));
        }
        @Nullable String user = key.owner().userId();
        if (user != null && members.find(transaction, team.id(), user).isEmpty()) {
            throw unfit("User=%s is not a member of the team=%s".formatted(user, team.id()));
        }
    }

    /**
     * The organization of a key is its team's. One without a team may have any that exists, if an administrator says
     * so; others stay in the one they have, and their key's if it has one.
     */
    private void requireOrganization(VirtualKey key, Optional<Team> team, Optional<VirtualKey> before, Permit permit) {
        @Nullable String asked = key.owner().organizationId();
        if (before.isPresent() && Objects.equals(before.get().owner().organizationId(), asked)) {
            return;
        }
        if (asked != null && office.directory().organization(asked).isEmpty()) {
            throw new GatewayException.BadRequest("Organization not found: " + asked, "organization_id");
        }
        if (team.isPresent()) {
            if (asked != null && !asked.equals(team.get().organizationId())) {
                throw new GatewayException.BadRequest(
                        "organization_id=%s is not that of the team=%s"
                                .formatted(asked, team.get().id()),
                        "organization_id");
            }
        } else if (!permit.isUnlimited() && !isOwn(asked, permit.caller())) {
            throw new GatewayException.Forbidden(
                    "auth_error", "You are not allowed to make keys of organization_id=" + asked, "organization_id");
        }
    }

    private static boolean isOwn(@Nullable String asked, Caller caller) {
        Optional<String> own = caller.key().map(key -> key.owner().organizationId());
        if (own.isPresent()) {
            return own.get().equals(asked);
        }
        return asked == null
                || caller.belonging().memberships().organization(asked).isPresent();
    }

    private void requireTier(VirtualKey key) {
        @Nullable String tier = key.owner().budgetId();
        if (tier != null && office.directory().budget(tier).isEmpty()) {
            throw new GatewayException.BadRequest("Budget not found: " + tier, "budget_id");
        }
    }

    /** What is guaranteed to the keys of a team is never more than the team has. */
    private void requireThroughput(Transaction transaction, VirtualKey key, Optional<Team> team) {
        if (team.isEmpty() || !isPromised(key)) {
            return;
        }
        RateCaps all = team.get().rates();
        requireRoom(
                "TPM", isPromised(key, "tpm"), key.rates().tpm(), all.tpm(), () -> throughput.tpm(transaction, key));
        requireRoom(
                "RPM", isPromised(key, "rpm"), key.rates().rpm(), all.rpm(), () -> throughput.rpm(transaction, key));
    }

    private static void requireRoom(
            String unit, boolean promised, @Nullable Long asked, @Nullable Long all, LongSupplier allocated) {
        if (!promised || asked == null || all == null) {
            return;
        }
        long others = allocated.getAsLong();
        if (asked > all - Math.min(others, all)) {
            throw new GatewayException.BadRequest(
                    "Allocated %s limit=%d + Key %s limit=%d is greater than team %s limit=%d"
                            .formatted(unit, others, unit, asked, unit, all),
                    unit.toLowerCase(Locale.ROOT) + "_limit");
        }
    }

    private static boolean isPromised(VirtualKey key) {
        return isPromised(key, "tpm") || isPromised(key, "rpm");
    }

    private static boolean isPromised(VirtualKey key, String unit) {
        return JsonText.stored(key.details().metadata())
                .path(unit + "_limit_type")
                .asText()
                .equals("guaranteed_throughput");
    }

    private static boolean exceeds(@Nullable Long own, @Nullable Long of) {
        return own != null && of != null && own > of;
    }

    private static GatewayException unfit(String why) {
        return new GatewayException.Forbidden("auth_error", why, "team_id");
    }
}
