package io.meridian.admin.budget;

import io.meridian.admin.allowance.BudgetFields;
import io.meridian.admin.form.Form;
import io.meridian.admin.form.Page;
import io.meridian.admin.office.Office;
import io.meridian.auth.Caller;
import io.meridian.base.GatewayException;
import io.meridian.directory.Budget;
import io.meridian.directory.BudgetStore;
import io.meridian.store.Change;
import io.meridian.store.ConflictException;
import io.meridian.store.Transaction;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes, changes and ends budgets; whoever refers to one is held against it at once. Thread-safe. */
final class BudgetDesk {
    private final Office office;
    private final BudgetStore store;

    BudgetDesk(Office office) {
        this.office = office;
        this.store = new BudgetStore(office.database());
    }

    Budget make(Form form, Caller caller) {
        @Nullable String named = form.name("budget_id").value();
        String id = named == null ? UUID.randomUUID().toString() : named;
        Budget budget = fields(form).made(id, by(caller));
        form.check();
        try {
            return write(id, transaction -> {
                store.create(transaction, budget);
                return budget;
            });
        } catch (ConflictException taken) {
            throw new GatewayException.BadRequest("Budget with id '%s' already exists.".formatted(id), "budget_id");
        }
    }

    Budget change(Form form, Caller caller) {
        @Nullable String named = form.name("budget_id").value();
        form.check();
        if (named == null) {
            throw new GatewayException.BadRequest("budget_id is required", "budget_id");
        }
        return write(named, transaction -> {
            Budget old = store.findForUpdate(transaction, named).orElseThrow(() -> unknown(named));
            Budget changed = fields(form).changed(old, by(caller));
            form.check();
            store.update(transaction, changed);
            return changed;
        });
    }

    /** What something refers to is not deleted: its limits would be gone without a word. */
    Budget delete(String id) {
        return write(id, transaction -> {
            Budget budget = store.findForUpdate(transaction, id).orElseThrow(() -> unknown(id));
            store.users(transaction, id).stream().findFirst().ifPresent(user -> {
                throw new GatewayException.BadRequest(
                        "Budget '%s' is still used by %s '%s'. Give that another budget first."
                                .formatted(id, user.kind(), user.id()),
                        "id");
            });
            store.delete(transaction, id);
            return budget;
        });
    }

    Budget require(String id) {
        return store.find(id).orElseThrow(() -> unknown(id));
    }

    /** Those that exist, in the order in which they were asked for. */
    List<Budget> find(List<String> ids) {
        Map<String, Budget> found = store.find(ids).stream().collect(Collectors.toMap(Budget::id, Function.identity()));
        return ids.stream()
                .distinct()
                .flatMap(id -> Optional.ofNullable(found.get(id)).stream())
                .toList();
    }

    List<Budget> list(Page page) {
        return store.list(page.offset(), page.size());
    }

    private Budget write(String id, Function<Transaction, Budget> work) {
        Budget written = office.database().inTransaction(work);
        office.directory().forget(Change.Kind.BUDGET, id);
        return written;
    }

    private BudgetFields fields(Form form) {
        return new BudgetFields(form, office.now());
    }

    private static @Nullable String by(Caller caller) {
        return caller.userId().orElse(null);
    }

    private static GatewayException unknown(String id) {
        return new GatewayException.NotFound("Budget not found, passed budget_id=" + id, "budget_id");
    }
}
