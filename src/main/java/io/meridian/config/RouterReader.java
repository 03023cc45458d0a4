package io.meridian.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.meridian.config.RouterSettings.Cooldowns;
import io.meridian.config.RouterSettings.Fallbacks;
import io.meridian.config.RouterSettings.ModelAlias;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code router_settings}. */
final class RouterReader {
    private final Section router;

    RouterReader(Section router) {
        this.router = router;
    }

    RouterSettings read() {
        String strategy = router.get(RouterKeys.STRATEGY);
        if (!strategy.equals(RouterKeys.STRATEGY.fallback())) {
            router.report().warn(router.path(RouterKeys.STRATEGY.name()), "is not supported yet; shuffling instead");
        }
        return new RouterSettings(
                RouterKeys.STRATEGY.fallback(),
                aliases(),
                router.find(RouterKeys.TIMEOUT),
                router.find(RouterKeys.STREAM_TIMEOUT),
                router.get(RouterKeys.RETRIES),
                router.get(RouterKeys.RETRY_AFTER),
                new Cooldowns(
                        !router.get(RouterKeys.NO_COOLDOWNS),
                        router.get(RouterKeys.COOLDOWN),
                        router.find(RouterKeys.ALLOWED_FAILS)),
                new Fallbacks(
                        router.get(RouterKeys.MAX_FALLBACKS),
                        fallbacks(RouterKeys.FALLBACKS),
                        fallbacks(RouterKeys.CONTEXT_FALLBACKS),
                        fallbacks(RouterKeys.CONTENT_FALLBACKS),
                        router.get(RouterKeys.DEFAULT_FALLBACKS)));
    }

    private Map<String, ModelAlias> aliases() {
        Map<String, ModelAlias> aliases = new LinkedHashMap<>();
        router.find(RouterKeys.GROUP_ALIASES)
                .ifPresent(mapping -> mapping.properties().forEach(entry -> {
                    JsonNode value = entry.getValue();
                    if (value.isTextual()) {
                        aliases.put(entry.getKey(), new ModelAlias(value.textValue(), false));
                    } else if (value.path("model").isTextual()) {
                        boolean hidden = value.path("hidden").asBoolean(false);
                        aliases.put(
                                entry.getKey(),
                                new ModelAlias(value.path("model").textValue(), hidden));
                    } else {
                        router.problem(RouterKeys.GROUP_ALIASES, "must map names to a model, or to model and hidden");
                    }
                }));
        return aliases;
    }

    /** A list of mappings, as the file writes them, joined into one. */
    private Map<String, List<String>> fallbacks(Setting<JsonNode> setting) {
        Map<String, List<String>> fallbacks = new LinkedHashMap<>();
        router.find(setting)
                .ifPresent(list -> list.forEach(mapping -> {
                    if (!mapping.isObject()) {
                        router.problem(setting, "must hold mappings of a model to a list of models");
                    }
                    mapping.properties().forEach(entry -> {
                        List<String> models = fallbacks.computeIfAbsent(entry.getKey(), key -> new ArrayList<>());
                        try {
                            models.addAll(Kind.TEXTS.read(entry.getValue()));
                        } catch (Unreadable e) {
                            router.problem(setting, "must hold names of models");
                        }
                    });
                }));
        fallbacks.replaceAll((model, models) -> List.copyOf(models));
        return fallbacks;
    }
}
