package io.meridian.admin.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.audit.Actor;
import io.meridian.admin.audit.Deed;
import io.meridian.admin.audit.Deed.Table;
import io.meridian.admin.form.Form;
import io.meridian.admin.office.Office;
import io.meridian.auth.Permit;
import io.meridian.auth.Subject;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import io.meridian.directory.Team;
import io.meridian.directory.TeamStore;
import io.meridian.model.ListedModel;
import io.meridian.model.ModelStore;
import io.meridian.model.Offers;
import io.meridian.model.StoredModel;
import io.meridian.store.ConflictException;
import io.meridian.store.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Makes, changes and ends stored deployments; every change is offered by this instance at once. Thread-safe. */
final class ModelDesk {
    /** How often a change is tried again that another one came before. */
    private static final int TRIES = 5;

    private static final String CREDENTIAL = "litellm_credential_name";

    private final Office office;
    private final ModelStore store;
    private final TeamStore teams;
    private final Offers offers;
    private final boolean enabled;

    ModelDesk(Office office, ModelStore store, Offers offers, boolean enabled) {
        this.office = office;
        this.store = store;
        this.teams = new TeamStore(office.database());
        this.offers = offers;
        this.enabled = enabled;
    }

    static void requireEnabled(boolean enabled) {
        if (!enabled) {
            throw new GatewayException.NotEnabled(
                    "Set `'STORE_MODEL_IN_DB='True'` in your env to enable this feature.");
        }
    }

    StoredModel make(Form form, Permit permit, Actor maker) {
        requireEnabled(enabled);
        StoredModel model = new ModelFields(form, office.now(), permit.caller()).made();
        requireMine(model, permit, teams::find);
        if (isInFile(model.id())) {
            throw taken(model.id());
        }
        requireCallable(model);
        try {
            write(transaction -> {
                requireTeam(transaction, model);
                store.create(transaction, model);
                office.audit().note(transaction, maker, Deed.created(Table.MODEL, model.id(), ModelView.row(model)));
                return model;
            });
        } catch (ConflictException id) {
            throw taken(model.id());
        }
        return model;
    }

    StoredModel change(String id, Form form, Permit permit, Actor changer) {
        requireEnabled(enabled);
        for (int tries = 0; tries < TRIES; tries++) {
            StoredModel before = store.find(id).orElseThrow(() -> missing(id));
            requireMine(before, permit, teams::find);
            requireReadable(before);
            StoredModel after = new ModelFields(form, office.now(), permit.caller()).changed(before);
            requireMine(after, permit, teams::find);
            // outside of the transaction: it asks the database too, and must not wait for a second connection
            requireCallable(after);
            if (replace(before, after, changer)) {
                return after;
            }
        }
        throw new GatewayException.Conflict("Model " + id + " is being changed by others; try again.", "model_id");
    }

    /** Leaves the parameters alone, and so works where they cannot be opened. */
    StoredModel setBlocked(String id, boolean blocked, Permit permit, Actor changer) {
        requireEnabled(enabled);
        return write(transaction -> {
            StoredModel before = store.findForUpdate(transaction, id).orElseThrow(() -> missing(id));
            requireMine(before, permit, team -> teams.findAndKeep(transaction, team));
            StoredModel after = new StoredModel(
                    id,
                    before.name(),
                    before.params(),
                    before.info(),
                    blocked,
                    before.stamps()
                            .changed(office.now(), permit.caller().userId().orElse(null)));
            store.updateAround(transaction, after);
            ObjectNode was = ModelView.row(before);
            ObjectNode is = ModelView.row(after);
            office.audit()
                    .note(
                            transaction,
                            changer,
                            blocked
                                    ? Deed.blocked(Table.MODEL, id, was, is)
                                    : Deed.unblocked(Table.MODEL, id, was, is));
            return after;
        });
    }

    void delete(String id, Permit permit, Actor deleter) {
        requireEnabled(enabled);
        write(transaction -> {
            StoredModel model = store.findForUpdate(transaction, id)
                    .orElseThrow(() -> isInFile(id)
                            ? ofFile(id)
                            : new GatewayException.NotFound("Model with id=" + id + " not found in db", "id"));
            requireMine(model, permit, team -> teams.findAndKeep(transaction, team));
            office.audit().note(transaction, deleter, Deed.deleted(Table.MODEL, id, ModelView.row(model)));
            return store.delete(transaction, id);
        });
    }

    /** False if the model is no longer what it was. */
    private boolean replace(StoredModel before, StoredModel after, Actor changer) {
        return write(transaction -> {
            boolean same = store.findForUpdate(transaction, before.id())
                    .map(before::equals)
                    .orElse(false);
            if (same) {
                requireTeam(transaction, after);
                store.update(transaction, after);
                office.audit()
                        .note(
                                transaction,
                                changer,
                                Deed.updated(Table.MODEL, after.id(), ModelView.row(before), ModelView.row(after)));
            }
            return same;
        });
    }

    private <T> T write(Function<Transaction, T> work) {
        T result = office.database().inTransaction(work);
        offers.refresh();
        return result;
    }

    /**
     * Everybody's models are for those whom the table names; a team's are for those too who are tied to it. These bring
     * their own keys: with somebody else's they could call for nothing, or have it sent wherever they like.
     */
    private static void requireMine(StoredModel model, Permit permit, Function<String, Optional<Team>> find) {
        if (permit.isUnlimited()) {
            return;
        }
        Optional<Team> team = model.team().flatMap(find);
        if (team.isEmpty()) {
            permit.requireUnlimited();
        }
        team.map(Subject::of).ifPresent(permit::require);
        if (model.params().opened().containsKey(CREDENTIAL)) {
            throw new GatewayException.Forbidden(
                    "auth_error", "Only a proxy admin may let a team's model use a stored credential.", CREDENTIAL);
        }
    }

    /** Until the transaction ends nobody deletes the team. */
    private void requireTeam(Transaction transaction, StoredModel model) {
        model.team().ifPresent(team -> {
            if (teams.findAndKeep(transaction, team).isEmpty()) {
                throw new GatewayException.NotFound("Team not found: " + team, "model_info.team_id");
            }
        });
    }

    private void requireCallable(StoredModel model) {
        List<String> problems = offers.problems(model);
        if (!problems.isEmpty()) {
            throw new GatewayException.BadRequest("Invalid model: " + String.join("; ", problems), "litellm_params");
        }
    }

    private static void requireReadable(StoredModel model) {
        Optional<String> fault = model.params().fault();
        if (fault.isPresent()) {
            throw new GatewayException.BadRequest(
                    "Model %s cannot be changed: %s. Name its salt key in MERIDIAN_PREVIOUS_SALT_KEYS, or delete it."
                            .formatted(JsonText.text(model.id()), fault.get()),
                    "model_id");
        }
    }

    private boolean isInFile(String id) {
        return offers.listing().models().stream()
                .filter(model -> !model.isStored())
                .map(ListedModel::id)
                .anyMatch(id::equals);
    }

    private GatewayException missing(String id) {
        return isInFile(id)
                ? ofFile(id)
                : new GatewayException.NotFound("Model " + id + " not found on proxy.", "model_id");
    }

    private static GatewayException ofFile(String id) {
        return new GatewayException.BadRequest(
                "Cannot edit config-based model " + id + ": it stands in the configuration file. Change it there.",
                "model_id");
    }

    private static GatewayException taken(String id) {
        return new GatewayException.Conflict("Model with id=" + id + " already exists.", "model_info.id");
    }

    /** The id that a body names inside of {@code model_info}. */
    static String idIn(Form form) {
        ObjectNode info = form.object("model_info").value();
        String id = info == null ? "" : info.path("id").asText();
        if (id.isEmpty()) {
            form.problem("model_info.id", "missing", "Field required");
        }
        form.check();
        return id;
    }
}
