package io.meridian.admin.customer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.allowance.Allowances;
import io.meridian.admin.allowance.BudgetView;
import io.meridian.admin.audit.Actor;
import io.meridian.admin.audit.Deed;
import io.meridian.admin.form.Form;
import io.meridian.admin.form.Page;
import io.meridian.admin.form.Unenforced;
import io.meridian.admin.form.View;
import io.meridian.admin.office.Office;
import io.meridian.auth.Caller;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import io.meridian.base.Usd;
import io.meridian.directory.Budget;
import io.meridian.directory.ClientName;
import io.meridian.directory.Customer;
import io.meridian.directory.CustomerStore;
import io.meridian.directory.Stamps;
import io.meridian.limits.Scope;
import io.meridian.spend.Charge;
import io.meridian.store.Change;
import io.meridian.store.Transaction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes, changes, blocks and ends customers; their calls are held against it at once. Thread-safe. */
final class CustomerDesk {
    private static final String[] UNENFORCED = {
        "allowed_model_region", "object_permission", "model_max_budget", "default_model"
    };

    private final Office office;
    private final CustomerStore store;
    private final Allowances allowances;

    CustomerDesk(Office office) {
        this.office = office;
        this.store = new CustomerStore(office.database());
        this.allowances = new Allowances(office);
    }

    /** Whoever exists only because a call named them is taken over. */
    Customer make(Form form, Actor actor) {
        String id = form.require("user_id", form.name("user_id"));
        Customer made = office.database().inTransaction(transaction -> {
            Customer blank = blank(id, actor.caller());
            if (!store.createIfUnknown(transaction, blank) && !isImplicit(lock(transaction, id))) {
                throw new GatewayException.BadRequest(
                        "Customer already exists, passed user_id=%s. Please pass a new user_id.".formatted(id),
                        "user_id");
            }
            Optional<Budget> budget = allowances.given(transaction, form, actor);
            Customer customer = applied(form, blank, budget, blank.stamps());
            form.check();
            store.update(transaction, customer);
            note(transaction, actor, Deed.created(Deed.Table.CUSTOMER, id, row(customer)));
            return customer;
        });
        return written(form, made);
    }

    Customer change(Form form, Actor actor) {
        String id = form.require("user_id", form.name("user_id"));
        Customer changed = office.database().inTransaction(transaction -> {
            Customer old = lock(transaction, id);
            Optional<Budget> budget = allowances.changed(transaction, old.budgetId(), form, actor);
            Customer customer = applied(form, old, budget, changedNow(old.stamps(), actor.caller()));
            form.check();
            store.update(transaction, customer);
            note(transaction, actor, Deed.updated(Deed.Table.CUSTOMER, id, row(old), row(customer)));
            dropIfReplaced(transaction, old, customer, actor);
            return customer;
        });
        return written(form, changed);
    }

    /** All of those named, or none. */
    int delete(List<String> ids, Actor actor) {
        Collection<String> sorted = new TreeSet<>(ids);
        office.database().transact(transaction -> {
            List<Customer> customers = sorted.stream()
                    .flatMap(id -> store.findForUpdate(transaction, id).stream())
                    .toList();
            if (customers.size() < sorted.size()) {
                customers.forEach(customer -> sorted.remove(customer.id()));
                throw new GatewayException.NotFound("End User Ids not found: " + String.join(", ", sorted), "user_ids");
            }
            for (Customer customer : customers) {
                store.delete(transaction, customer.id());
                note(transaction, actor, Deed.deleted(Deed.Table.CUSTOMER, customer.id(), row(customer)));
            }
            allowances.drop(
                    transaction,
                    customers.stream()
                            .map(Customer::budgetId)
                            .filter(Objects::nonNull)
                            .collect(Collectors.toSet()),
                    actor);
        });
        sorted.forEach(this::forget);
        return sorted.size();
    }

    /** Whoever is not known yet can be blocked; to unblock them there is nothing to do. */
    List<Customer> setBlocked(List<String> ids, boolean blocked, Actor actor) {
        List<String> sorted = ids.stream()
                .flatMap(id -> ClientName.of(id).stream())
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .toList();
        List<Customer> written = office.database().inTransaction(transaction -> {
            List<Customer> customers = new ArrayList<>();
            for (String id : sorted) {
                if (blocked) {
                    store.createIfUnknown(transaction, blank(id, actor.caller()));
                }
                store.findForUpdate(transaction, id)
                        .map(found -> setBlocked(transaction, found, blocked, actor))
                        .ifPresent(customers::add);
            }
            return customers;
        });
        written.forEach(customer -> forget(customer.id()));
        return written;
    }

    Customer require(String id) {
        return store.find(id).orElseThrow(() -> unknown(id));
    }

    List<Customer> list(Page page) {
        return store.list(page.offset(), page.size());
    }

    ArrayNode views(List<Customer> customers) {
        Map<String, Budget> budgets = allowances.find(customers.stream()
                .map(Customer::budgetId)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet()));
        List<Charge> totals =
                customers.stream().map(customer -> total(customer, budgets)).toList();
        Map<Charge, Usd> spent = office.spending().spent(totals);
        ArrayNode rows = JsonText.array();
        for (int i = 0; i < totals.size(); i++) {
            rows.add(view(
                    customers.get(i), budget(customers.get(i), budgets), spent.getOrDefault(totals.get(i), Usd.ZERO)));
        }
        return rows;
    }

    private ObjectNode view(Customer customer, Optional<Budget> budget, Usd spent) {
        ObjectNode view = row(customer);
        view.set("spend", JsonText.number(spent.toDecimal()));
        view.set("litellm_budget_table", BudgetView.of(budget, office));
        return view;
    }

    private static ObjectNode row(Customer customer) {
        ObjectNode view = JsonText.object()
                .put("user_id", customer.id())
                .put("alias", customer.alias())
                .put("blocked", customer.blocked())
                .put("allowed_model_region", customer.preferences().region())
                .put("default_model", customer.preferences().defaultModel())
                .put("budget_id", customer.budgetId());
        View.put(view, "models", customer.preferences().models());
        view.set("object_permission", View.stored(customer.objectPermission()));
        return view;
    }

    private Charge total(Customer customer, Map<String, Budget> budgets) {
        return allowances.charge(
                Scope.END_USER, customer.id(), budget(customer, budgets).or(office.directory()::standardEndUserBudget));
    }

    private Optional<Budget> budget(Customer customer, Map<String, Budget> budgets) {
        return Optional.ofNullable(customer.budgetId()).map(budgets::get);
    }

    private Customer written(Form form, Customer customer) {
        forget(customer.id());
        Optional.ofNullable(customer.budgetId())
                .ifPresent(budget -> office.directory().forget(Change.Kind.BUDGET, budget));
        Unenforced.warn(form, "Customer", customer.id(), UNENFORCED);
        return customer;
    }

    private void forget(String id) {
        office.directory().forget(Change.Kind.CUSTOMER, id);
    }

    private void dropIfReplaced(Transaction transaction, Customer old, Customer changed, Actor actor) {
        String budget = old.budgetId();
        if (budget != null && !budget.equals(changed.budgetId())) {
            allowances.drop(transaction, List.of(budget), actor);
        }
    }

    private Customer lock(Transaction transaction, String id) {
        return store.findForUpdate(transaction, id).orElseThrow(() -> unknown(id));
    }

    private Customer blank(String id, Caller caller) {
        return new Customer(
                id,
                null,
                null,
                false,
                Customer.Preferences.NONE,
                null,
                Stamps.made(office.now(), caller.userId().orElse(Caller.ADMIN_USER)));
    }

    private Stamps changedNow(Stamps old, Caller caller) {
        return old.changed(office.now(), caller.userId().orElse(Caller.ADMIN_USER));
    }

    private static boolean isImplicit(Customer customer) {
        return customer.stamps().updatedBy() == null;
    }

    private Customer setBlocked(Transaction transaction, Customer old, boolean blocked, Actor actor) {
        Customer changed = blocked(old, blocked, changedNow(old.stamps(), actor.caller()));
        store.update(transaction, changed);
        Deed deed = blocked
                ? Deed.blocked(Deed.Table.CUSTOMER, old.id(), row(old), row(changed))
                : Deed.unblocked(Deed.Table.CUSTOMER, old.id(), row(old), row(changed));
        note(transaction, actor, deed);
        return changed;
    }

    private void note(Transaction transaction, Actor actor, Deed deed) {
        office.audit().note(transaction, actor, deed);
    }

    private static Customer blocked(Customer customer, boolean blocked, Stamps stamps) {
        return new Customer(
                customer.id(),
                customer.alias(),
                customer.budgetId(),
                blocked,
                customer.preferences(),
                customer.objectPermission(),
                stamps);
    }

    private static Customer applied(Form form, Customer old, Optional<Budget> budget, Stamps stamps) {
        @Nullable String region = form.text("allowed_model_region").value();
        if (region != null && !region.equals("eu") && !region.equals("us")) {
            form.problem("allowed_model_region", "enum", "Input should be 'eu' or 'us'");
        }
        return new Customer(
                old.id(),
                form.text("alias").over(old.alias()),
                budget.map(Budget::id).orElse(null),
                form.flag("blocked").over(old.blocked(), false),
                new Customer.Preferences(
                        form.texts("models").over(old.preferences().models(), List.of()),
                        form.text("allowed_model_region").over(old.preferences().region()),
                        form.text("default_model").over(old.preferences().defaultModel())),
                form.object("object_permission").map(JsonText::text).over(old.objectPermission()),
                stamps);
    }

    private static GatewayException unknown(String id) {
        return new GatewayException.NotFound(
                "End User Id=%s does not exist in db: not found".formatted(id), "end_user_id");
    }
}
