package io.meridian.admin.credential;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.admin.audit.Actor;
import io.meridian.admin.audit.Deed;
import io.meridian.admin.audit.Deed.Table;
import io.meridian.admin.form.Form;
import io.meridian.admin.form.Masks;
import io.meridian.admin.office.Office;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonText;
import io.meridian.config.CredentialEntry;
import io.meridian.directory.Stamps;
import io.meridian.model.Credential;
import io.meridian.model.CredentialStore;
import io.meridian.model.Offers;
import io.meridian.model.Values;
import io.meridian.store.ConflictException;
import io.meridian.store.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes, changes and ends credentials; models that name one follow at once. Thread-safe. */
final class CredentialDesk {
    private static final int MOST_CHARACTERS = 255;
    private static final int MOST_BYTES = 256 * 1024;
    /** Paths of this family that are no credential's. */
    private static final String RESERVED = "(by_name|by_model|migrate-encryption)(/.*)?";

    private final Office office;
    private final CredentialStore store;
    private final ModelCredentials models;
    private final List<CredentialEntry> ofFile;
    private final Offers offers;

    CredentialDesk(
            Office office,
            CredentialStore store,
            ModelCredentials models,
            List<CredentialEntry> ofFile,
            Offers offers) {
        this.office = office;
        this.store = store;
        this.models = models;
        this.ofFile = ofFile;
        this.offers = offers;
    }

    void make(Form form, Actor maker) {
        String name = form.requireText("credential_name");
        if (name.isBlank() || name.length() > MOST_CHARACTERS || name.matches(RESERVED)) {
            form.problem("credential_name", "value_error", "Input should be a name of at most 255 characters");
        }
        ObjectNode values = JsonText.object();
        put(values, sentValues(form));
        if (values.isEmpty()) {
            form.problem("credential_values", "missing", "Field required: credential_values or model_id");
        }
        Credential credential = new Credential(
                UUID.randomUUID().toString(),
                name,
                Optional.ofNullable(form.text("display_name").value()),
                Values.of(values),
                JsonText.text(form.object("credential_info").over(JsonText.object(), JsonText.object())),
                Stamps.made(office.now(), maker.caller().userId().orElse(null)));
        check(form, values);
        if (ofFile(name).isPresent()) {
            throw taken(name);
        }
        try {
            write(transaction -> {
                store.create(transaction, credential);
                office.audit()
                        .note(
                                transaction,
                                maker,
                                Deed.created(
                                        Table.CREDENTIAL,
                                        credential.id(),
                                        CredentialView.stored(credential).json()));
            });
        } catch (ConflictException unique) {
            throw taken(name);
        }
    }

    void change(String name, Form form, Actor changer) {
        @Nullable String renamed = form.text("credential_name").value();
        if (renamed != null && !renamed.equals(name)) {
            throw new GatewayException.BadRequest(
                    "A credential cannot be renamed: models ask for it by its name.", "credential_name");
        }
        ObjectNode sent = sentValues(form);
        form.check();
        write(transaction -> {
            Credential before = store.findForUpdate(transaction, name).orElseThrow(() -> missing(name));
            requireReadable(before);
            Credential after = changed(before, form, sent, changer);
            store.update(transaction, after);
            office.audit()
                    .note(
                            transaction,
                            changer,
                            Deed.updated(
                                    Table.CREDENTIAL,
                                    before.id(),
                                    CredentialView.stored(before).json(),
                                    CredentialView.stored(after).json()));
        });
    }

    private Credential changed(Credential before, Form form, ObjectNode sent, Actor changer) {
        ObjectNode values = before.values().tree();
        put(values, sent);
        @Nullable
        List<String> removed = form.texts("credential_values_to_delete").value();
        if (removed != null) {
            values.remove(removed);
        }
        ObjectNode facts = (ObjectNode) JsonText.stored(before.info());
        @Nullable ObjectNode info = form.object("credential_info").value();
        if (info != null) {
            Masks.merge(facts, info, (_, _) -> true);
        }
        @Nullable
        String display = form.text("display_name").over(before.displayName().orElse(null));
        check(form, values);
        return new Credential(
                before.id(),
                before.name(),
                Optional.ofNullable(display),
                Values.of(values),
                JsonText.text(facts),
                before.stamps().changed(office.now(), changer.caller().userId().orElse(null)));
    }

    void delete(String name, Actor deleter) {
        write(transaction -> {
            Credential credential = store.findForUpdate(transaction, name).orElseThrow(() -> missing(name));
            store.delete(transaction, credential);
            office.audit()
                    .note(
                            transaction,
                            deleter,
                            Deed.deleted(
                                    Table.CREDENTIAL,
                                    credential.id(),
                                    CredentialView.stored(credential).json()));
        });
    }

    /** Those of the database, and those of the file that no stored one could replace. */
    List<CredentialView.Shown> all() {
        return Stream.concat(
                        ofFile.stream().map(CredentialView::ofFile),
                        store.all().stream().map(CredentialView::stored))
                .toList();
    }

    CredentialView.Shown find(String name) {
        return ofFile(name)
                .map(CredentialView::ofFile)
                .or(() -> store.find(name).map(CredentialView::stored))
                .orElseThrow(() -> notFound(name));
    }

    CredentialView.Shown ofModel(String modelId) {
        ModelCredentials.Found found = models.of(modelId);
        return CredentialView.ofModel(found.model(), found.values());
    }

    private void write(Consumer<Transaction> work) {
        office.database().transact(work);
        offers.refresh();
    }

    /** What the body names, and before that what the model has that it names. */
    private ObjectNode sentValues(Form form) {
        ObjectNode values = JsonText.object();
        @Nullable String model = form.text("model_id").value();
        if (model != null) {
            values.setAll(models.of(model).values());
        }
        @Nullable ObjectNode own = form.object("credential_values").value();
        if (own != null) {
            values.setAll(own);
        }
        return values;
    }

    private static void put(ObjectNode values, ObjectNode sent) {
        Masks.merge(values, sent, CredentialView::isHarmless);
    }

    private static void check(Form form, ObjectNode values) {
        if (JsonText.bytes(values).length > MOST_BYTES) {
            form.problem("credential_values", "value_error", "Input should be smaller than 256 KiB");
        }
        form.check();
    }

    private static void requireReadable(Credential credential) {
        Optional<String> fault = credential.values().fault();
        if (fault.isPresent()) {
            throw new GatewayException.BadRequest(
                    "It cannot be changed: %s. Name its salt key in MERIDIAN_PREVIOUS_SALT_KEYS, or delete it."
                            .formatted(fault.get()),
                    "credential_name");
        }
    }

    private Optional<CredentialEntry> ofFile(String name) {
        return ofFile.stream().filter(entry -> entry.name().equals(name)).findFirst();
    }

    private GatewayException missing(String name) {
        return ofFile(name).isPresent()
                ? new GatewayException.BadRequest(
                        "Credential '" + name + "' stands in the configuration file. Change it there.",
                        "credential_name")
                : notFound(name);
    }

    private static GatewayException notFound(String name) {
        return new GatewayException.NotFound("Credential '" + name + "' not found.", "credential_name");
    }

    private static GatewayException taken(String name) {
        return new GatewayException.Conflict("Credential '" + name + "' already exists.", "credential_name");
    }
}
