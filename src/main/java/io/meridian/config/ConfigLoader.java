package io.meridian.config;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Makes the configuration out of a file and the environment, or says everything that is wrong with them. */
public final class ConfigLoader {
    private ConfigLoader() {}

    /**
     * Reads the file given, else the one {@code CONFIG_FILE_PATH} names, else only the environment.
     *
     * @param addressKnown of which providers the address is known
     * @throws ConfigurationException with all problems at once
     */
    public static LoadedConfig load(
            Optional<Path> file, Map<String, String> environment, boolean development, Predicate<String> addressKnown) {
        Map<String, String> variables = new HashMap<>(environment);
        Report preliminary = new Report(new HashSet<>());
        Section process = Section.of(variables, preliminary);
        Report report = new Report(new HashSet<>(process.get(Variables.ACCEPT_UNSUPPORTED)));
        Optional<Path> chosen = file.or(() -> Section.of(variables, report).find(Variables.CONFIG_FILE));
        ObjectNode tree =
                chosen.map(path -> ConfigFile.read(path, report)).orElseGet(JsonNodeFactory.instance::objectNode);
        overlay(tree, variables, report);
        new References(variables, report).resolve(tree, "");
        GatewayConfig config = read(tree, variables, report, development, addressKnown);
        report.throwIfFailed();
        return new LoadedConfig(config, report.warnings());
    }

    /** The file's own variables stand over those of the process, for everything that is read afterwards. */
    private static void overlay(ObjectNode tree, Map<String, String> variables, Report report) {
        Section section = Section.of("", tree, report).child(TopKeys.ENVIRONMENT.name());
        new References(variables, report).resolve(section.node(), TopKeys.ENVIRONMENT.name());
        section.node().properties().forEach(entry -> {
            if (entry.getValue().isContainerNode()) {
                report.problem(section.path(entry.getKey()), "must be a single text");
            } else if (!entry.getValue().isNull()) {
                variables.put(entry.getKey(), entry.getValue().asText());
            }
        });
    }

    private static ModelList models(Section top, Map<String, String> variables, Predicate<String> addressKnown) {
        Section environment = Section.of(variables, top.report());
        List<CredentialEntry> credentials = Credentials.read(top);
        ModelReader reader = new ModelReader(environment, new Credentials(credentials), addressKnown, Trust.FILE);
        return new ModelList(
                reader.read(top),
                credentials,
                EntryReader.forModels(variables),
                new HashSet<>(environment.get(Variables.ACCEPT_UNSUPPORTED)));
    }

    private static GatewayConfig read(
            ObjectNode tree,
            Map<String, String> variables,
            Report report,
            boolean development,
            Predicate<String> addressKnown) {
        Section environment = Section.of(variables, report);
        Section top = Section.of("", tree, report);
        Section general = top.child(TopKeys.GENERAL.name());
        Section litellm = top.child(TopKeys.LITELLM.name());
        Section router = top.child(TopKeys.ROUTER.name());
        NameCheck.check(top, TopKeys.KNOWN);
        NameCheck.check(general, GeneralKeys.KNOWN);
        NameCheck.check(litellm, LitellmKeys.KNOWN);
        NameCheck.check(router, RouterKeys.KNOWN);
        Callbacks.check(litellm);
        VariableCheck.check(environment);
        EdgeReader edge = new EdgeReader(environment, top, general, litellm);
        Optional<RedisConfig> redis = new RedisReader(environment, general, litellm, router).read();
        if (redis.isEmpty() && general.has(GeneralKeys.CONTROL_PLANE)) {
            general.report()
                    .warn(
                            general.path(GeneralKeys.CONTROL_PLANE.name()),
                            "without Redis a login code is known only to the process that issued it");
        }
        return new GatewayConfig(
                development,
                new Roles(
                        !environment.get(Variables.DISABLE_LLM),
                        !environment.get(Variables.DISABLE_ADMIN),
                        !environment.get(Variables.DISABLE_UI)),
                new IdentityReader(environment, general, development).read(),
                new DatabaseReader(environment, general).read(),
                redis,
                models(top, variables, addressKnown),
                new SettingsReader(environment, general, litellm, router).read(),
                edge.readJournal(),
                edge.readServer(),
                new OutgoingReader(environment, litellm).read(),
                edge.readMetrics(),
                edge.readFleet());
    }
}
