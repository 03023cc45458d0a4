package io.meridian.provider.openai;

import java.util.Map;
import java.util.Optional;

/** The addresses of providers that speak OpenAI's wire format. */
public final class OpenAiCompatible {
    private static final Map<String, String> BASES = Map.ofEntries(
            Map.entry("openai", "https://api.openai.com/v1"),
            Map.entry("groq", "https://api.groq.com/openai/v1"),
            Map.entry("mistral", "https://api.mistral.ai/v1"),
            Map.entry("deepseek", "https://api.deepseek.com/beta"),
            Map.entry("together_ai", "https://api.together.xyz/v1"),
            Map.entry("fireworks_ai", "https://api.fireworks.ai/inference/v1"),
            Map.entry("openrouter", "https://openrouter.ai/api/v1"),
            Map.entry("perplexity", "https://api.perplexity.ai"),
            Map.entry("xai", "https://api.x.ai/v1"),
            Map.entry("nvidia_nim", "https://integrate.api.nvidia.com/v1"),
            Map.entry("cerebras", "https://api.cerebras.ai/v1"),
            Map.entry("sambanova", "https://api.sambanova.ai/v1"),
            Map.entry("deepinfra", "https://api.deepinfra.com/v1/openai"),
            Map.entry("meta_llama", "https://api.llama.com/compat/v1"),
            Map.entry("ai21_chat", "https://api.ai21.com/studio/v1"),
            Map.entry("volcengine", "https://ark.cn-beijing.volces.com/api/v3"),
            Map.entry("codestral", "https://codestral.mistral.ai/v1"),
            Map.entry("friendliai", "https://api.friendli.ai/serverless/v1"),
            Map.entry("github", "https://models.inference.ai.azure.com"),
            Map.entry("nebius", "https://api.studio.nebius.ai/v1"),
            Map.entry("dashscope", "https://dashscope-intl.aliyuncs.com/compatible-mode/v1"),
            Map.entry("moonshot", "https://api.moonshot.ai/v1"),
            Map.entry("lambda_ai", "https://api.lambda.ai/v1"));

    private OpenAiCompatible() {}

    /** Where this provider is if the administrator names no other address; empty for self-hosted ones. */
    public static Optional<String> baseOf(String provider) {
        return Optional.ofNullable(BASES.get(provider));
    }
}
