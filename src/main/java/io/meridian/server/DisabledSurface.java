package io.meridian.server;

import io.meridian.auth.Access;
import io.meridian.auth.RouteRule;
import io.meridian.base.GatewayException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.glassfish.jersey.process.Inflector;
import org.glassfish.jersey.server.model.Resource;

/**
 * Stands where a surface is switched off: whoever has a valid key is told so, and nothing of the surface itself is
 * there to be reached. Its path is one pattern without fixed characters, which Jersey tries after all others.
 */
abstract sealed class DisabledSurface implements Inflector<ContainerRequestContext, Response> {
    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");

    /** Below these, everything is administration: ours, and the contract's that we do not have. */
    private static final List<String> MANAGEMENT_PATHS = List.of(
            "access_group|v1/access_group|v1/unified_access_group|key|v2/key|jwt/key/mapping|scim",
            "user|v2/user|team|v2/team|organization|v2/organization|project|customer|end_user|invitation",
            "model|v1/model|v2/model|model_group|model_hub|model-insights|credentials|provider|public",
            "spend|global|budget|cost|cost_optimization|tag|usage|gateway|cloudzero|vantage|lens",
            "config|config_overrides|settings|get|update|add|delete|upload|email|session|moyai",
            "cache|coordination_redis|callbacks|active|debug|routes|test|fleet|management|api/plugins",
            "router|adaptive_router|auto_router|fallback(?!/login)|search_tools|claude-code",
            "guardrails|v2/guardrails|apply_guardrail|policies|policy|compliance|prompts|prompt|audit",
            "utils/test_policies_and_guardrails|utils/dotprompt_json_converter",
            "agent|v1/agents|v1/mcp|v1/memory|v1/rust_control_plane|v1/tool|v1/traces|v1/workflows",
            "vector_store|v1/vector_store");

    /** Below these, everything calls a model or belongs to one. The model lists are not among them. */
    private static final List<String> LLM_PATHS = List.of(
            "(?:v1/)?(?:chat|completions|embeddings|images|audio|videos|moderations|rerank|responses|messages)",
            "(?:v1/)?(?:batches|files|fine_tuning|assistants|threads|vector_stores|realtime|ocr|search|rag)",
            "(?:v1/)?(?:containers|evals|skills|a2a|decisions|systemone)|v1/indexes|v2/rerank|v1beta",
            "engines|interactions|agents|utils(?!/test_policies|/dotprompt)|mcp|mcp-rest",
            "toolset/[^/]+/mcp|api/event_logging",
            "openai|openai_passthrough|azure|azure_ai|azure_speech|anthropic|gemini|vertex-ai|vertex_ai|bedrock",
            "assemblyai|eu\\.assemblyai|backend-api|bespoke|cohere|comprehendmedical|cursor|fal_ai|gigachat",
            "langfuse|laya|milvus|mistral|nvidia_nim|openrouter|tinyfish|transcribe|typesafe|vllm|watsonx",
            "[^/]+/v1/(?:batches|files)|(?!v1/)[^/]+/mcp");

    private final String detail;

    private DisabledSurface(String detail) {
        this.detail = detail;
    }

    /** Who is told: everybody the surface would be for. */
    static RouteRule ruleOf(Class<?> surface) {
        return RouteRule.ofAnybody(surface == Llm.class ? Access.INFERENCE : Access.MANAGEMENT);
    }

    static Set<Resource> management() {
        return Set.of(at("{management: " + below(MANAGEMENT_PATHS) + "}", new Management()));
    }

    static Set<Resource> llm() {
        return Set.of(
                at("{llm: " + below(LLM_PATHS) + "}", new Llm()),
                // Google's clients call a model below the path of the list
                at("models/{call: .+:(?:generateContent|streamGenerateContent|countTokens)}", new Llm()));
    }

    private static String below(List<String> paths) {
        return paths.stream().collect(Collectors.joining("|", "(?:", ")(?:/.*)?"));
    }

    private static Resource at(String path, DisabledSurface answer) {
        Resource.Builder resource = Resource.builder().path(path);
        METHODS.forEach(method -> resource.addMethod(method).handledBy(answer));
        return resource.build();
    }

    @Override
    public Response apply(ContainerRequestContext request) {
        throw new GatewayException.RouteRefused(403, detail);
    }

    /** Where administration takes place elsewhere; so it is for every identity. */
    private static final class Management extends DisabledSurface {
        Management() {
            super("Management routes are disabled for this instance.");
        }
    }

    /** Where no models are called. */
    private static final class Llm extends DisabledSurface {
        Llm() {
            super("LLM API routes are disabled for this instance.");
        }
    }
}
