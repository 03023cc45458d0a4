package io.meridian.config;

import java.util.Optional;
import java.util.Set;

/** The providers whose name may precede a model's. */
final class Providers {
    static final Set<String> KNOWN = Set.of(
            "openai",
            "azure",
            "azure_ai",
            "anthropic",
            "gemini",
            "vertex_ai",
            "bedrock",
            "cohere",
            "groq",
            "mistral",
            "deepseek",
            "together_ai",
            "fireworks_ai",
            "openrouter",
            "perplexity",
            "xai",
            "nvidia_nim",
            "cerebras",
            "sambanova",
            "deepinfra",
            "meta_llama",
            "ai21_chat",
            "volcengine",
            "codestral",
            "friendliai",
            "github",
            "nebius",
            "dashscope",
            "moonshot",
            "lambda_ai",
            "hosted_vllm",
            "lm_studio",
            "llamafile",
            "litellm_proxy",
            "anyscale",
            "galadriel",
            "nscale",
            "hyperbolic",
            "wandb",
            "v0",
            "morph",
            "featherless_ai",
            "ollama",
            "ollama_chat",
            "huggingface",
            "replicate",
            "sagemaker",
            "sagemaker_chat",
            "databricks",
            "watsonx",
            "vllm",
            "text-completion-openai",
            "custom_openai",
            "openai_like",
            "cloudflare",
            "voyage",
            "jina_ai",
            "mock");

    private Providers() {}

    /** The provider of a deployment; one that is not known warns. */
    static String read(Section params, String model) {
        Optional<String> named = params.find(ModelKeys.PROVIDER);
        int slash = model.indexOf('/');
        String candidate = named.orElse(slash > 0 ? model.substring(0, slash) : "openai");
        if (!KNOWN.contains(candidate) && !candidate.contains("*")) {
            String guess = Spelling.closest(candidate, KNOWN)
                    .map(closest -> "; did you mean " + closest + "?")
                    .orElse("");
            Setting<String> setting = named.isPresent() ? ModelKeys.PROVIDER : ModelKeys.MODEL;
            params.report().warn(params.path(setting.name()), "names no known provider" + guess);
        }
        return named.orElseGet(() -> of(model));
    }

    /** The provider a name begins with; without one, what the name itself suggests. */
    static String of(String model) {
        int slash = model.indexOf('/');
        if (slash > 0 && KNOWN.contains(model.substring(0, slash))) {
            return model.substring(0, slash);
        }
        if (model.equals("*")) {
            return "*";
        }
        return model.startsWith("claude") ? "anthropic" : "openai";
    }
}
