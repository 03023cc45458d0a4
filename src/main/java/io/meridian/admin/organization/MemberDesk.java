package io.meridian.admin.organization;

import io.meridian.admin.allowance.Allowances;
import io.meridian.admin.audit.Actor;
import io.meridian.admin.audit.Deed;
import io.meridian.admin.form.Form;
import io.meridian.admin.form.Sent;
import io.meridian.admin.office.Office;
import io.meridian.auth.Permit;
import io.meridian.auth.Subject;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import io.meridian.directory.Budget;
import io.meridian.directory.MemberStore;
import io.meridian.directory.OrganizationMember;
import io.meridian.directory.OrganizationMember.Rank;
import io.meridian.directory.OrganizationStore;
import io.meridian.directory.RateCaps;
import io.meridian.directory.Role;
import io.meridian.directory.SpendCap;
import io.meridian.directory.Stamps;
import io.meridian.directory.User;
import io.meridian.directory.UserStore;
import io.meridian.store.Change;
import io.meridian.store.ConflictException;
import io.meridian.store.Transaction;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Takes users into organizations, changes what they are there, and lets them go. Thread-safe. */
final class MemberDesk {
    private static final int MOST = 500;
    private static final String MAXIMUM = "max_budget_in_organization";

    private final Office office;
    private final OrganizationStore organizations;
    private final MemberStore members;
    private final UserStore users;
    private final Allowances allowances;

    MemberDesk(Office office) {
        this.office = office;
        this.organizations = new OrganizationStore(office.database());
        this.members = new MemberStore(office.database());
        this.users = new UserStore(office.database());
        this.allowances = new Allowances(office);
    }

    /** A member and the user behind it. */
    record Joined(OrganizationMember member, User user) {}

    /** Whom a request names. */
    private record Named(@Nullable String id, @Nullable String email, Rank rank) {
        /** By which rows are locked, so that two requests cannot wait for each other. */
        String order() {
            String known = id == null ? email : id;
            return known == null ? "" : known;
        }
    }

    /** Whoever is not known yet becomes a user. */
    List<Joined> add(Form form, Permit permit, Actor actor) {
        List<Named> named = new ArrayList<>();
        for (Form member : form.require("member", form.forms("member"))) {
            named.add(named(member, member.require("role", rank(member))));
        }
        form.decimal(MAXIMUM);
        form.check();
        if (named.isEmpty() || named.size() > MOST) {
            throw new GatewayException.BadRequest("Name between 1 and %d members.".formatted(MOST), "member");
        }
        named.sort(Comparator.comparing(Named::order));
        try {
            return write(
                    form,
                    permit,
                    (transaction, organization) -> named.stream()
                            .map(each -> join(transaction, organization, each, form, actor))
                            .toList());
        } catch (ConflictException taken) {
            throw new GatewayException.BadRequest(
                    "One of these members is being added by somebody else at the moment.", "member");
        }
    }

    OrganizationMember change(Form form, Permit permit, Actor actor) {
        Sent<Rank> rank = rank(form);
        form.decimal(MAXIMUM);
        form.check();
        return write(form, permit, (transaction, organization) -> {
                    Joined old = member(transaction, organization, form);
                    Optional<Budget> budget =
                            allowances.changed(transaction, old.member().budgetId(), limits(form), actor);
                    @Nullable Rank sent = rank.value();
                    OrganizationMember changed = new OrganizationMember(
                            organization,
                            old.user().id(),
                            sent == null ? old.member().rank() : sent,
                            budget.map(Budget::id).orElse(null),
                            old.member().createdAt(),
                            office.now());
                    members.put(transaction, changed);
                    note(
                            transaction,
                            actor,
                            Deed.updated(
                                    Deed.Table.ORGANIZATION_MEMBER,
                                    changed.userId(),
                                    OrganizationView.row(old.member()),
                                    OrganizationView.row(changed)));
                    allowances.forget(budget);
                    return List.of(new Joined(changed, old.user()));
                })
                .getFirst()
                .member();
    }

    OrganizationMember remove(Form form, Permit permit, Actor actor) {
        return write(form, permit, (transaction, organization) -> {
                    Joined old = member(transaction, organization, form);
                    members.removeFromOrganization(
                            transaction, organization, old.user().id());
                    note(
                            transaction,
                            actor,
                            Deed.deleted(
                                    Deed.Table.ORGANIZATION_MEMBER,
                                    old.user().id(),
                                    OrganizationView.row(old.member())));
                    Optional.ofNullable(old.member().budgetId())
                            .ifPresent(budget -> allowances.drop(transaction, List.of(budget), actor));
                    return List.of(old);
                })
                .getFirst()
                .member();
    }

    private interface Work {
        List<Joined> in(Transaction transaction, String organization);
    }

    /** The organization is locked, so that its members change one after the other. */
    private List<Joined> write(Form form, Permit permit, Work work) {
        String organization = form.requireText("organization_id");
        permit.require(Subject.ofOrganization(organization));
        List<Joined> written = office.database().inTransaction(transaction -> {
            if (organizations.findForUpdate(transaction, organization).isEmpty()) {
                throw OrganizationDesk.unknown(organization);
            }
            return work.in(transaction, organization);
        });
        for (Joined each : written) {
            office.directory().forget(Change.Kind.USER, each.user().id());
            office.directory().forget(Change.Kind.MEMBERSHIP, each.user().id());
            Optional.ofNullable(each.member().budgetId())
                    .ifPresent(budget -> office.directory().forget(Change.Kind.BUDGET, budget));
        }
        return written;
    }

    private Joined join(Transaction transaction, String organization, Named named, Form form, Actor actor) {
        User user = find(transaction, named).orElseGet(() -> made(transaction, named, actor));
        if (members.findInOrganization(transaction, organization, user.id()).isPresent()) {
            throw new GatewayException.BadRequest(
                    "User=%s is already a member of organization=%s.".formatted(user.id(), organization), "member");
        }
        Instant now = office.now();
        Optional<Budget> budget = allowances.given(transaction, limits(form), actor);
        OrganizationMember member = new OrganizationMember(
                organization, user.id(), named.rank(), budget.map(Budget::id).orElse(null), now, now);
        members.put(transaction, member);
        note(transaction, actor, Deed.created(Deed.Table.ORGANIZATION_MEMBER, user.id(), OrganizationView.row(member)));
        return new Joined(member, user);
    }

    private User made(Transaction transaction, Named named, Actor actor) {
        User user = new User(
                named.id() == null ? UUID.randomUUID().toString() : named.id(),
                new User.Name(null, named.email(), null),
                named.rank() == Rank.INTERNAL_USER_VIEWER ? Role.INTERNAL_USER_VIEWER : Role.INTERNAL_USER,
                List.of(),
                RateCaps.NONE,
                SpendCap.NONE,
                User.Details.NONE,
                Stamps.made(office.now(), actor.caller().userId().orElse(null)));
        users.create(transaction, user);
        note(transaction, actor, Deed.created(Deed.Table.USER, user.id(), OrganizationView.of(user)));
        return user;
    }

    private Optional<User> find(Transaction transaction, Named named) {
        return named.id() == null
                ? Optional.ofNullable(named.email()).flatMap(email -> users.findByEmail(transaction, email))
                : users.findForUpdate(transaction, named.id());
    }

    private Joined member(Transaction transaction, String organization, Form form) {
        Named named = named(form, Rank.INTERNAL_USER);
        form.check();
        Function<User, Optional<OrganizationMember>> membership =
                user -> members.findInOrganization(transaction, organization, user.id());
        return find(transaction, named)
                .flatMap(user -> membership.apply(user).map(member -> new Joined(member, user)))
                .orElseThrow(() -> new GatewayException.NotFound(
                        "Member not found in organization=%s, passed %s".formatted(organization, named.order()),
                        "user_id"));
    }

    private void note(Transaction transaction, Actor actor, Deed deed) {
        office.audit().note(transaction, actor, deed);
    }

    private static Named named(Form form, Rank rank) {
        @Nullable String id = form.name("user_id").value();
        @Nullable String email = form.name("user_email").value();
        if (id == null && email == null) {
            form.problem("user_id", "missing", "Field required: user_id or user_email");
        }
        return new Named(id, email, rank);
    }

    private static Sent<Rank> rank(Form form) {
        Sent<String> name = form.text("role");
        Optional<Rank> rank = Optional.ofNullable(name.value()).flatMap(Rank::of);
        if (name.value() != null && rank.isEmpty()) {
            form.problem("role", "enum", "Input should be 'org_admin', 'internal_user' or 'internal_user_viewer'");
        }
        // what stands in for no rank is refused with the form
        return name.map(_ -> rank.orElse(Rank.INTERNAL_USER_VIEWER));
    }

    /** The one limit of a member, by the name it has in a budget. */
    private static Form limits(Form form) {
        Sent<BigDecimal> maximum = form.decimal(MAXIMUM);
        var limits = JsonText.object();
        if (maximum.present()) {
            limits.set("max_budget", JsonText.number(maximum.value()));
        }
        return Form.of(limits);
    }
}
