package io.meridian.config;

import com.fasterxml.jackson.databind.node.TextNode;
import io.meridian.base.Secret;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where the key and the address of a provider are looked for when neither a deployment nor its credential names them.
 * Filled while its class initialises, only read afterwards.
 */
final class ProviderVariables {
    /** The variables of one provider, the first that is set wins. Immutable. */
    record Names(List<Setting<Secret>> keys, List<Setting<URI>> addresses) {}

    static final Map<String, Names> ALL = new TreeMap<>();

    static {
        add("openai", "OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE");
        add("together_ai", "TOGETHERAI_API_KEY TOGETHER_API_KEY TOGETHER_AI_API_KEY", "TOGETHER_AI_API_BASE");
        add("fireworks_ai", "FIREWORKS_API_KEY FIREWORKS_AI_API_KEY FIREWORKSAI_API_KEY", "FIREWORKS_API_BASE");
        add("openrouter", "OPENROUTER_API_KEY OR_API_KEY", "OPENROUTER_API_BASE");
        add("perplexity", "PERPLEXITYAI_API_KEY PERPLEXITY_API_KEY", "PERPLEXITY_API_BASE");
        add("meta_llama", "LLAMA_API_KEY", "LLAMA_API_BASE");
        add("ai21_chat", "AI21_API_KEY", "AI21_API_BASE");
        add("volcengine", "VOLCENGINE_API_KEY ARK_API_KEY", "VOLCENGINE_API_BASE");
        add("friendliai", "FRIENDLIAI_API_KEY FRIENDLI_TOKEN", "FRIENDLI_API_BASE");
        add("lambda_ai", "LAMBDA_API_KEY", "LAMBDA_API_BASE");
        add("featherless_ai", "FEATHERLESS_AI_API_KEY", "FEATHERLESS_AI_API_BASE", "FEATHERLESS_API_BASE");
        for (String regular : List.of(
                "groq mistral deepseek xai nvidia_nim cerebras sambanova deepinfra codestral github nebius dashscope",
                "moonshot hosted_vllm lm_studio llamafile litellm_proxy anyscale galadriel nscale hyperbolic wandb v0",
                "morph")) {
            for (String provider : regular.split(" ", -1)) {
                String name = provider.toUpperCase(Locale.ROOT);
                add(provider, name + "_API_KEY", name + "_API_BASE");
            }
        }
    }

    private ProviderVariables() {}

    private static void add(String provider, String keys, String... addresses) {
        ALL.put(
                provider,
                new Names(
                        Arrays.stream(keys.split(" ", -1))
                                .map(name -> setting(name, Kind.SECRET))
                                .toList(),
                        Arrays.stream(addresses)
                                .map(name -> setting(name, Kind.URL))
                                .toList()));
    }

    private static <T> Setting<T> setting(String name, Kind<T> kind) {
        return new Setting<>(Place.ENVIRONMENT, name, kind, Optional.empty(), Setting.Effect.OBEYED);
    }

    /** Puts what the environment knows of this provider where the parameters say nothing. */
    static void fill(Section params, Section environment, String provider, Trust trust) {
        Names names = ALL.get(provider);
        if (names == null || trust == Trust.TEAM) {
            return;
        }
        boolean elsewhere = params.has(ModelKeys.API_BASE) || params.has(ModelKeys.BASE_URL);
        if (!elsewhere) {
            first(environment, names.addresses())
                    .ifPresent(found -> environment
                            .find(found)
                            .ifPresent(address -> params.node()
                                    .set(ModelKeys.API_BASE.name(), TextNode.valueOf(address.toString()))));
        }
        // whoever may name an address over the wire could name one that collects keys
        if (!params.has(ModelKeys.API_KEY) && (!elsewhere || trust == Trust.FILE)) {
            first(environment, names.keys()).ifPresent(found -> {
                String key = environment.node().path(found.name()).asText();
                params.node().set(ModelKeys.API_KEY.name(), TextNode.valueOf(key));
                if (elsewhere) {
                    params.report()
                            .warn(
                                    params.path(ModelKeys.API_KEY.name()),
                                    "is missing, so the key in " + found.name() + " is sent to this api_base");
                }
            });
        }
    }

    private static <T> Optional<Setting<T>> first(Section environment, List<Setting<T>> settings) {
        return settings.stream().filter(environment::has).findFirst();
    }
}
