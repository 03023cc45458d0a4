package io.meridian.admin.tag;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.allowance.Allowances;
import io.meridian.admin.allowance.BudgetView;
import io.meridian.admin.audit.Actor;
import io.meridian.admin.audit.Deed;
import io.meridian.admin.form.Form;
import io.meridian.admin.form.Page;
import io.meridian.admin.form.StoredFields;
import io.meridian.admin.form.Unenforced;
import io.meridian.admin.form.View;
import io.meridian.admin.office.Office;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import io.meridian.base.Usd;
import io.meridian.directory.Budget;
import io.meridian.directory.Stamps;
import io.meridian.directory.Tag;
import io.meridian.directory.TagStore;
import io.meridian.limits.Scope;
import io.meridian.spend.Charge;
import io.meridian.store.Change;
import io.meridian.store.ConflictException;
import io.meridian.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes, changes and ends tags; calls that carry one are held against its budget at once. Thread-safe. */
final class TagDesk {
    private final Office office;
    private final TagStore store;
    private final Allowances allowances;

    TagDesk(Office office) {
        this.office = office;
        this.store = new TagStore(office.database());
        this.allowances = new Allowances(office);
    }

    Tag make(Form form, Actor actor) {
        String name = form.require("name", form.name("name"));
        Stamps stamps = Stamps.made(office.now(), actor.caller().userId().orElse(null));
        try {
            Tag made = office.database().inTransaction(transaction -> {
                Optional<Budget> budget = allowances.given(transaction, form, actor);
                Tag tag = applied(form, new Tag(name, null, List.of(), "{}", null, stamps), budget, stamps);
                form.check();
                store.create(transaction, tag);
                note(transaction, actor, Deed.created(Deed.Table.TAG, name, row(tag)));
                return tag;
            });
            return written(form, made);
        } catch (ConflictException taken) {
            throw new GatewayException.BadRequest("Tag %s already exists".formatted(name), "name");
        }
    }

    Tag change(Form form, Actor actor) {
        String name = form.require("name", form.name("name"));
        Tag changed = office.database().inTransaction(transaction -> {
            Tag old = store.findForUpdate(transaction, name).orElseThrow(() -> unknown(name));
            Optional<Budget> budget = allowances.changed(transaction, old.budgetId(), form, actor);
            Tag tag = applied(
                    form,
                    old,
                    budget,
                    old.stamps().changed(office.now(), actor.caller().userId().orElse(null)));
            form.check();
            store.update(transaction, tag);
            note(transaction, actor, Deed.updated(Deed.Table.TAG, name, row(old), row(tag)));
            @Nullable String before = old.budgetId();
            if (before != null && !before.equals(tag.budgetId())) {
                allowances.drop(transaction, List.of(before), actor);
            }
            return tag;
        });
        return written(form, changed);
    }

    void delete(String name, Actor actor) {
        office.database().transact(transaction -> {
            Tag tag = store.findForUpdate(transaction, name).orElseThrow(() -> unknown(name));
            store.delete(transaction, name);
            note(transaction, actor, Deed.deleted(Deed.Table.TAG, name, row(tag)));
            Optional.ofNullable(tag.budgetId())
                    .ifPresent(budget -> allowances.drop(transaction, List.of(budget), actor));
        });
        office.directory().forget(Change.Kind.TAG, name);
    }

    /** Those of these names that exist; refused if none does. */
    List<Tag> find(List<String> names) {
        List<Tag> found = store.find(names);
        if (found.isEmpty()) {
            throw new GatewayException.NotFound("Tags not found: " + String.join(", ", names), "names");
        }
        return found;
    }

    List<Tag> list(Page page) {
        return store.list(page.offset(), page.size());
    }

    List<ObjectNode> views(List<Tag> tags) {
        Map<String, Budget> budgets = allowances.find(
                tags.stream().map(Tag::budgetId).filter(Objects::nonNull).collect(Collectors.toSet()));
        List<Charge> totals = tags.stream()
                .map(tag -> allowances.charge(Scope.TAG, tag.name(), budget(tag, budgets)))
                .toList();
        Map<Charge, Usd> spent = office.spending().spent(totals);
        List<ObjectNode> views = new ArrayList<>();
        for (int i = 0; i < totals.size(); i++) {
            Tag tag = tags.get(i);
            views.add(view(tag, budget(tag, budgets), spent.getOrDefault(totals.get(i), Usd.ZERO)));
        }
        return views;
    }

    private ObjectNode view(Tag tag, Optional<Budget> budget, Usd spent) {
        ObjectNode view = row(tag);
        view.set("spend", JsonText.number(spent.toDecimal()));
        view.set("litellm_budget_table", BudgetView.of(budget, office));
        return view;
    }

    private static ObjectNode row(Tag tag) {
        ObjectNode row = JsonText.object().put("name", tag.name()).put("description", tag.description());
        View.put(row, "models", tag.models());
        row.set("model_info", JsonText.stored(tag.modelInfo()));
        row.put("budget_id", tag.budgetId());
        View.put(row, tag.stamps());
        return row;
    }

    private void note(Transaction transaction, Actor actor, Deed deed) {
        office.audit().note(transaction, actor, deed);
    }

    private Tag written(Form form, Tag tag) {
        office.directory().forget(Change.Kind.TAG, tag.name());
        Optional.ofNullable(tag.budgetId())
                .ifPresent(budget -> office.directory().forget(Change.Kind.BUDGET, budget));
        Unenforced.warn(form, "Tag", tag.name(), "models", "model_max_budget");
        return tag;
    }

    private static Optional<Budget> budget(Tag tag, Map<String, Budget> budgets) {
        return Optional.ofNullable(tag.budgetId()).map(budgets::get);
    }

    private static Tag applied(Form form, Tag old, Optional<Budget> budget, Stamps stamps) {
        return new Tag(
                old.name(),
                form.text("description").over(old.description()),
                form.texts("models").over(old.models(), List.of()),
                new StoredFields(form).object("model_info", old.modelInfo()),
                budget.map(Budget::id).orElse(null),
                stamps);
    }

    private static GatewayException unknown(String name) {
        return new GatewayException.NotFound("Tag %s not found".formatted(name), "name");
    }
}
