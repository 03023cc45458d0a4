package io.meridian.admin.team;

import io.meridian.admin.office.Office;
import io.meridian.admin.people.ModelLists;
import io.meridian.base.GatewayException;
import io.meridian.directory.Budget;
import io.meridian.directory.BudgetStore;
import io.meridian.directory.MemberStore;
import io.meridian.directory.Organization;
import io.meridian.directory.OrganizationStore;
import io.meridian.directory.Team;
import io.meridian.store.Transaction;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a team has room in the organization that it is to belong to. Thread-safe. */
final class TeamPlace {
    private final OrganizationStore organizations;
    private final BudgetStore budgets;
    private final MemberStore members;

    TeamPlace(Office office) {
        this.organizations = new OrganizationStore(office.database());
        this.budgets = new BudgetStore(office.database());
        this.members = new MemberStore(office.database());
    }

    /** For a team that is made. */
    void requireForNew(Transaction transaction, Team team) {
        Optional<Organization> organization = organization(transaction, team);
        organization.flatMap(found -> excess(transaction, team, found)).ifPresent(excess -> {
            throw new GatewayException.BadRequest(excess, "organization_id");
        });
    }

    /** For a team that is changed; its members have to belong to an organization into which it moves. */
    void requireForChanged(Transaction transaction, Team before, Team after) {
        boolean moves = !Objects.equals(before.organizationId(), after.organizationId());
        boolean grows = !before.rates().equals(after.rates())
                || !before.budget().equals(after.budget())
                || !before.access().models().equals(after.access().models());
        if (!moves && !grows) {
            return;
        }
        organization(transaction, after).ifPresent(organization -> {
            excess(transaction, after, organization).ifPresent(excess -> {
                throw new GatewayException.Forbidden("auth_error", excess, "organization_id");
            });
            List<String> strangers =
                    moves ? members.strangersTo(transaction, organization.id(), after.id()) : List.of();
            if (!strangers.isEmpty()) {
                throw new GatewayException.Forbidden(
                        "auth_error",
                        "Members of team=%s do not belong to organization=%s: %s"
                                .formatted(after.id(), organization.id(), strangers),
                        "organization_id");
            }
        });
    }

    private Optional<Organization> organization(Transaction transaction, Team team) {
        String id = team.organizationId();
        if (id == null) {
            return Optional.empty();
        }
        return Optional.of(organizations
                .findAndKeep(transaction, id)
                .orElseThrow(() -> new GatewayException.BadRequest(
                        "Organization not found, passed organization_id=" + id, "organization_id")));
    }

    /** What the team would have that its organization has not. */
    private Optional<String> excess(Transaction transaction, Team team, Organization organization) {
        if (!team.access().models().isEmpty()
                && !ModelLists.covers(organization.models(), team.access().models())) {
            return Optional.of("Organization=%s does not have access to the models of the team: %s"
                    .formatted(organization.id(), team.access().models()));
        }
        Budget budget =
                budgets.findAndKeep(transaction, organization.budgetId()).orElse(null);
        if (budget == null) {
            return Optional.empty();
        }
        return excess("max_budget", team.budget().max(), budget.spend().max())
                .or(() -> excess("tpm_limit", team.rates().tpm(), budget.rates().tpm()))
                .or(() -> excess("rpm_limit", team.rates().rpm(), budget.rates().rpm()));
    }

    private static Optional<String> excess(String name, @Nullable Number own, @Nullable Number all) {
        if (own == null || all == null || decimal(own).compareTo(decimal(all)) <= 0) {
            return Optional.empty();
        }
        return Optional.of("Team %s=%s is greater than organization %s=%s"
                .formatted(
                        name, decimal(own).toPlainString(), name, decimal(all).toPlainString()));
    }

    private static BigDecimal decimal(Number number) {
        return new BigDecimal(number.toString()).stripTrailingZeros();
    }
}
