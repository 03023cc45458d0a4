package io.meridian.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.base.JsonText;
import io.meridian.base.Secret;
import io.meridian.config.LitellmParams.Attempts;
import io.meridian.config.LitellmParams.ParameterFilter;
import io.meridian.config.LitellmParams.Share;
import io.meridian.config.LitellmParams.Upstream;
import io.meridian.config.ModelEntry.ModelInfo;
import io.meridian.config.ModelEntry.TeamScope;
import io.meridian.config.ModelEntry.Written;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Reads deployments. For one thread. */
final class ModelReader {
    private final Section environment;
    private final Optional<String> environmentName;
    private final Credentials credentials;
    private final Predicate<String> addressKnown;
    private final Trust trust;
    private final Set<String> ids = new HashSet<>();

    /** @param addressKnown of which providers the address is known */
    ModelReader(Section environment, Credentials credentials, Predicate<String> addressKnown, Trust trust) {
        this.environment = environment;
        this.environmentName = environment.find(Variables.ENVIRONMENT);
        this.credentials = credentials;
        this.addressKnown = addressKnown;
        this.trust = trust;
    }

    /** Reads {@code model_list}. */
    List<ModelEntry> read(Section top) {
        List<ModelEntry> models = new ArrayList<>();
        top.children(TopKeys.MODELS.name())
                .forEach(entry -> models.addAll(readEntry(
                        entry,
                        ShownParams.of(entry.child(ModelKeys.PARAMETERS.name()).node()))));
        return models;
    }

    /** Reads one entry, of whose parameters {@code shown} may be seen. */
    List<ModelEntry> readEntry(Section entry, ObjectNode shown) {
        NameCheck.check(entry, ModelKeys.ENTRY);
        Section params = entry.child(ModelKeys.PARAMETERS.name());
        Section info = entry.child(ModelKeys.INFO.name());
        checkEffects(params, ModelKeys.PARAMS);
        checkEffects(info, ModelKeys.MODEL_INFO);
        ObjectNode identity = ModelId.identity(entry);
        credentials.fill(params);
        Optional<String> name = entry.find(ModelKeys.NAME);
        Optional<String> model = params.find(ModelKeys.MODEL);
        if (name.isEmpty()) {
            entry.problem(ModelKeys.NAME, "is missing");
        }
        if (model.isEmpty()) {
            params.problem(ModelKeys.MODEL, "is missing");
        }
        Written written = new Written(JsonText.text(shown), JsonText.text(info.node()));
        List<String> environments = info.get(ModelKeys.ENVIRONMENTS);
        boolean elsewhere = !environments.isEmpty()
                && environmentName.filter(environments::contains).isEmpty();
        if (name.isEmpty() || model.isEmpty() || elsewhere) {
            return List.of();
        }
        String provider = Providers.read(params, model.get());
        if (!params.has(ModelKeys.MOCK)) {
            ProviderVariables.fill(params, environment, provider, trust);
            requireAddress(params, provider);
        }
        List<ModelEntry> entries = new ArrayList<>();
        List<String> organizations = params.find(ModelKeys.ORGANIZATION).orElse(List.of());
        for (int i = 0; i < Math.max(1, organizations.size()); i++) {
            Optional<String> organization =
                    organizations.isEmpty() ? Optional.empty() : Optional.of(organizations.get(i));
            String id = id(info, identity, i);
            entries.add(new ModelEntry(
                    name.get(), params(params, info, provider, organization), info(info, id, name.get()), written));
        }
        return entries;
    }

    private void requireAddress(Section params, String provider) {
        if (!params.has(ModelKeys.API_BASE) && !params.has(ModelKeys.BASE_URL) && !addressKnown.test(provider)) {
            params.problem(
                    ModelKeys.API_BASE,
                    "is missing; '%s' has no well-known address, so name one that speaks OpenAI's wire format"
                            .formatted(provider));
        }
    }

    /** Other names are free here. */
    private static void checkEffects(Section section, Catalogue catalogue) {
        section.node()
                .properties()
                .forEach(setting -> catalogue
                        .find(setting.getKey())
                        .ifPresent(known -> NameCheck.checkEffect(section, known, setting.getValue())));
    }

    private String id(Section info, ObjectNode identity, int organization) {
        Optional<String> given = info.find(ModelKeys.ID);
        if (given.isPresent() && organization == 0) {
            if (!ids.add(given.get())) {
                info.problem(ModelKeys.ID, "is taken by an entry before");
            }
            return given.get();
        }
        String base = given.orElseGet(() -> ModelId.hash(identity));
        String id = base;
        for (int copy = 2; !ids.add(id); copy++) {
            id = base + "-" + copy;
        }
        return id;
    }

    private static LitellmParams params(Section params, Section info, String provider, Optional<String> organization) {
        Defaults rest = Defaults.read(params);
        Map<String, BigDecimal> prices = Defaults.prices(info);
        prices.putAll(rest.prices());
        String model = params.get(ModelKeys.MODEL);
        String own = model.startsWith(provider + "/") ? model.substring(provider.length() + 1) : model;
        return new LitellmParams(
                own,
                provider,
                new Upstream(
                        params.find(ModelKeys.API_BASE).or(() -> params.find(ModelKeys.BASE_URL)),
                        params.find(ModelKeys.API_KEY),
                        params.find(ModelKeys.API_VERSION),
                        organization,
                        headers(params),
                        rest.credentials(),
                        verified(params)),
                new Attempts(
                        params.find(ModelKeys.TIMEOUT),
                        params.find(ModelKeys.STREAM_TIMEOUT),
                        params.find(ModelKeys.RETRIES).or(() -> params.find(ModelKeys.MAX_RETRIES)),
                        params.find(ModelKeys.COOLDOWN),
                        params.find(ModelKeys.KEEPALIVE)),
                share(params),
                prices,
                rest.parameters(),
                new ParameterFilter(
                        params.find(ModelKeys.DROP_PARAMS),
                        params.get(ModelKeys.ALSO_DROP),
                        params.get(ModelKeys.ALSO_ALLOW)),
                params.find(ModelKeys.MOCK),
                params.get(ModelKeys.TAGS));
    }

    private static Optional<Boolean> verified(Section params) {
        Optional<Boolean> verified = params.find(ModelKeys.SSL_VERIFY);
        if (verified.isPresent() && !verified.get()) {
            params.report().warn(params.path(ModelKeys.SSL_VERIFY.name()), "certificates are not checked");
        }
        return verified;
    }

    private static Share share(Section params) {
        params.find(ModelKeys.WEIGHT)
                .filter(weight -> weight.signum() < 0)
                .ifPresent(weight -> params.problem(ModelKeys.WEIGHT, "must not be negative"));
        return new Share(
                params.find(ModelKeys.WEIGHT),
                params.find(ModelKeys.ORDER),
                params.find(ModelKeys.RPM),
                params.find(ModelKeys.TPM));
    }

    private static Map<String, Secret> headers(Section params) {
        Map<String, Secret> headers = new HashMap<>();
        Texts.of(params, ModelKeys.EXTRA_HEADERS).forEach((name, value) -> {
            if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+") || value.matches("(?s).*[\\r\\n\\x00].*")) {
                params.problem(ModelKeys.EXTRA_HEADERS, "holds what cannot be a header");
            }
            headers.put(name, new Secret(value));
        });
        return headers;
    }

    private static ModelInfo info(Section info, String id, String name) {
        return new ModelInfo(
                id,
                info.find(ModelKeys.BASE_MODEL),
                info.find(ModelKeys.MODE),
                info.find(ModelKeys.MAX_INPUT),
                info.find(ModelKeys.MAX_OUTPUT).or(() -> info.find(ModelKeys.MAX_TOKENS)),
                info.get(ModelKeys.GROUPS),
                info.find(ModelKeys.TEAM)
                        .map(team -> new TeamScope(
                                team, info.find(ModelKeys.TEAM_NAME).orElse(name))));
    }
}
