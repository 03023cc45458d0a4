package io.meridian.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.base.JsonText;
import io.meridian.base.Secret;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Reads deployments that are kept elsewhere than in the file by the rules of the file, but for what they may use of the
 * environment: less, and nothing at all if they belong to a team. Thread-safe.
 */
public final class EntryReader {
    private final ModelList list;
    private final Map<String, String> variables = new HashMap<>();
    private final Predicate<String> addressKnown;

    /** @param addressKnown of which providers the address is known */
    public EntryReader(ModelList list, Predicate<String> addressKnown) {
        this.list = list;
        this.addressKnown = addressKnown;
        list.variables().forEach((name, value) -> variables.put(name, value.reveal()));
    }

    /** A deployment as an administrator sent it; one may be several, as in the file. Confined to one thread. */
    public record Draft(String name, ObjectNode params, ObjectNode info) {}

    /** What became of a draft: with problems there is nothing to be called. */
    public record Reading(List<ModelEntry> entries, List<String> problems, List<String> warnings) {
        public Reading {
            entries = List.copyOf(entries);
            problems = List.copyOf(problems);
            warnings = List.copyOf(warnings);
        }
    }

    /** {@code stored} are the credentials beside those of the file. */
    public Reading read(Draft draft, List<CredentialEntry> stored) {
        Report report = new Report(list.accepted());
        ObjectNode tree = JsonText.object().put(ModelKeys.NAME.name(), draft.name());
        ObjectNode shown = ShownParams.of(draft.params());
        ObjectNode params = draft.params().deepCopy();
        tree.set(ModelKeys.PARAMETERS.name(), params);
        tree.set(ModelKeys.INFO.name(), draft.info().deepCopy());
        boolean ofTeam = draft.info().hasNonNull(ModelKeys.TEAM.name());
        references(ofTeam, report).resolve(params, ModelKeys.PARAMETERS.name());
        List<CredentialEntry> credentials = new ArrayList<>(list.credentials());
        asked(params, stored).ifPresent(asked -> credentials.add(resolved(asked, report)));
        ModelReader reader = new ModelReader(
                Section.of(variables, report),
                new Credentials(credentials),
                addressKnown,
                ofTeam ? Trust.TEAM : Trust.ADMINISTRATOR);
        List<ModelEntry> entries = reader.readEntry(Section.of("", tree, report), shown);
        return new Reading(report.failed() ? List.of() : entries, report.problems(), report.warnings());
    }

    private References references(boolean ofTeam, Report report) {
        return ofTeam
                ? new References(Map.of(), report, " may not be read by a team's model")
                : new References(variables, report, " is not set, or not for models to read");
    }

    private static Optional<CredentialEntry> asked(ObjectNode params, List<CredentialEntry> stored) {
        String name = params.path(ModelKeys.CREDENTIAL.name()).asText();
        return stored.stream()
                .filter(credential -> credential.name().equals(name))
                .findFirst();
    }

    /** Credentials are made by administrators only, so they may refer to variables, whoever's model asks for them. */
    private CredentialEntry resolved(CredentialEntry credential, Report report) {
        ObjectNode values = Credentials.values(credential);
        references(false, report).resolve(values, TopKeys.CREDENTIAL_VALUES.name());
        return Credentials.of(credential.name(), values, credential.info());
    }

    /** The variables that models may refer to: the gateway's own hold its own secrets. */
    static Map<String, Secret> forModels(Map<String, String> environment) {
        Map<String, Secret> foreign = new HashMap<>();
        environment.forEach((name, value) -> {
            boolean own = Registry.settings(Place.ENVIRONMENT).stream()
                    .anyMatch(setting -> setting.name().equals(name));
            if (!own || name.equals(Variables.ENVIRONMENT.name())) {
                foreign.put(name, new Secret(value));
            }
        });
        return foreign;
    }
}
