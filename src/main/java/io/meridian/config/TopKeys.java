package io.meridian.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.List;

/** The names at the top of the file, and those of its small lists. */
final class TopKeys {
    static final Catalogue KNOWN = new Catalogue(Place.TOP);

    static final Setting<JsonNode> MODELS = KNOWN.add("model_list", Kind.LIST);
    static final Setting<JsonNode> GENERAL = KNOWN.add("general_settings", Kind.MAPPING);
    static final Setting<JsonNode> LITELLM = KNOWN.add("litellm_settings", Kind.MAPPING);
    static final Setting<JsonNode> ROUTER = KNOWN.add("router_settings", Kind.MAPPING);
    static final Setting<JsonNode> ENVIRONMENT = KNOWN.add("environment_variables", Kind.MAPPING);
    static final Setting<JsonNode> CREDENTIALS = KNOWN.add("credential_list", Kind.LIST);
    static final Setting<List<String>> INCLUDE = KNOWN.add("include", Kind.TEXTS);
    static final Setting<JsonNode> WORKERS = KNOWN.early("worker_registry", Kind.LIST);

    static final Catalogue CREDENTIAL = new Catalogue(Place.CREDENTIAL);
    static final Setting<String> CREDENTIAL_NAME = CREDENTIAL.add("credential_name", Kind.TEXT);
    static final Setting<JsonNode> CREDENTIAL_VALUES = CREDENTIAL.add("credential_values", Kind.MAPPING);
    static final Setting<JsonNode> CREDENTIAL_INFO = CREDENTIAL.add("credential_info", Kind.MAPPING);

    static final Catalogue WORKER = new Catalogue(Place.WORKER);
    static final Setting<String> WORKER_ID = WORKER.add("worker_id", Kind.TEXT);
    static final Setting<String> WORKER_NAME = WORKER.add("name", Kind.TEXT);
    static final Setting<URI> WORKER_URL = WORKER.add("url", Kind.URL);

    static {
        KNOWN.ignored(
                "callback_settings",
                "default_vertex_config",
                "files_settings",
                "finetune_settings",
                "assistant_settings",
                "vector_store_registry",
                "search_tools",
                "mcp_servers",
                "prompts",
                "agents");
        KNOWN.restricting("guardrails", "policies", "policy_attachments");
    }

    private TopKeys() {}
}
