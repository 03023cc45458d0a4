package io.meridian.server;

import io.meridian.auth.Requires;
import io.meridian.auth.Requires.Access;
import io.meridian.base.GatewayException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.glassfish.jersey.process.Inflector;
import org.glassfish.jersey.server.model.Resource;

/**
 * Stands where a surface is switched off: whoever has a valid key is told so, and nothing of the surface itself is
 * there to be reached.
 */
@Requires(Access.CALLER)
final class DisabledSurface implements Inflector<ContainerRequestContext, Response> {
    static final String MANAGEMENT = "Management routes are disabled for this instance.";
    static final String LLM = "LLM API routes are disabled for this instance.";

    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");

    /** Below these, everything is administration: ours, and the contract's that we do not have yet. */
    static final List<String> MANAGEMENT_PATHS = List.of(
            "key",
            "v2/key",
            "user",
            "v2/user",
            "team",
            "v2/team",
            "model",
            "v1/model",
            "v2/model",
            "model_group",
            "spend",
            "global",
            "budget",
            "organization",
            "customer",
            "end_user",
            "tag",
            "project",
            "config",
            "get/config",
            "credentials",
            "guardrails",
            "policies",
            "prompts",
            "audit",
            "cache",
            "invitation",
            "access_group",
            "v1/access_group",
            "jwt/key/mapping",
            "gateway",
            "router",
            "fallback",
            "callbacks",
            "settings",
            "fleet",
            "v1/mcp/server",
            "v1/agents",
            "management",
            "provider/budgets");

    /** Below these, everything calls a model or belongs to one. The model lists are not among them. */
    static final List<String> LLM_PATHS = Stream.concat(
                    Stream.of(
                                    "chat",
                                    "completions",
                                    "embeddings",
                                    "images",
                                    "audio",
                                    "moderations",
                                    "rerank",
                                    "responses",
                                    "batches",
                                    "files",
                                    "fine_tuning",
                                    "assistants",
                                    "threads",
                                    "vector_stores",
                                    "realtime",
                                    "ocr",
                                    "search",
                                    "videos",
                                    "containers",
                                    "evals",
                                    "skills",
                                    "rag",
                                    "messages")
                            .flatMap(path -> Stream.of(path, "v1/" + path)),
                    Stream.of(
                            "v2/rerank",
                            "engines",
                            "openai",
                            "openai_passthrough",
                            "cursor",
                            "v1beta",
                            "interactions",
                            "utils",
                            "bedrock",
                            "vertex-ai",
                            "vertex_ai",
                            "cohere",
                            "gemini",
                            "anthropic",
                            "langfuse",
                            "azure",
                            "azure_ai",
                            "assemblyai",
                            "eu.assemblyai",
                            "vllm",
                            "mistral",
                            "milvus",
                            "mcp",
                            "mcp-rest",
                            "a2a",
                            "agents"))
            .toList();

    private final String detail;

    private DisabledSurface(String detail) {
        this.detail = detail;
    }

    static List<Resource> at(Collection<String> paths, String detail) {
        List<Resource> resources = new ArrayList<>();
        for (String path : paths) {
            resources.add(resource(path, detail));
            resources.add(resource(path + "/{rest: .*}", detail));
        }
        return resources;
    }

    private static Resource resource(String path, String detail) {
        Resource.Builder resource = Resource.builder().path(path);
        METHODS.forEach(method -> resource.addMethod(method).handledBy(new DisabledSurface(detail)));
        return resource.build();
    }

    @Override
    public Response apply(ContainerRequestContext request) {
        throw new GatewayException.RouteRefused(403, detail);
    }
}
