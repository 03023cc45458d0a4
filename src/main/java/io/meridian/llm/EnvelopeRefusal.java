package io.meridian.llm;

import io.meridian.base.GatewayException;
import io.meridian.base.JsonKind;
import io.meridian.base.JsonMember;
import io.meridian.base.JsonObject;
import io.meridian.base.JsonSyntaxException;
import java.util.Set;

/**
 * Refuses the fields with which a caller would choose where a provider's key is sent or which one: at the root of a
 * body and in the objects that may carry gateway parameters, however these contain each other. Messages and tool
 * schemas are never searched. Stateless.
 */
final class EnvelopeRefusal {
    private static final Set<String> CONTAINERS =
            Set.of("extra_body", "litellm_params", "metadata", "litellm_metadata");

    /** Free maps in which clients keep labels of their own, such as a tenant. */
    private static final Set<String> FREE = Set.of("metadata", "litellm_metadata");

    private static final Set<String> ANYWHERE = Set.of(
            "api_base",
            "base_url",
            "api_key",
            "api_version",
            "user_config",
            "custom_llm_provider",
            "litellm_credential_name",
            "configurable_clientside_auth_params",
            "aws_access_key_id",
            "aws_secret_access_key",
            "aws_session_token",
            "aws_region_name",
            "aws_role_name",
            "aws_session_name",
            "aws_profile_name",
            "aws_bedrock_runtime_endpoint",
            "aws_sts_endpoint",
            "aws_web_identity_token",
            "vertex_project",
            "vertex_location",
            "vertex_credentials",
            "vertex_ai_project",
            "vertex_ai_location",
            "vertex_ai_credentials",
            "azure_ad_token",
            "azure_endpoint",
            "client_secret");

    private static final Set<String> NOT_IN_FREE = Set.of("organization", "tenant_id", "client_id", "region_name");

    private EnvelopeRefusal() {}

    static void check(JsonObject root) throws JsonSyntaxException {
        check(root, false);
    }

    private static void check(JsonObject object, boolean free) throws JsonSyntaxException {
        for (JsonMember member : object.members()) {
            String name = member.name();
            if (ANYWHERE.contains(name) || (!free && isCredential(name))) {
                throw new GatewayException.Unauthenticated(
                        "auth_error",
                        "Authentication Error, Rejected Request: " + name + " is not allowed in request body. "
                                + "Endpoints and credentials are set by the gateway's administrator.",
                        name);
            }
            if (member.kind() == JsonKind.OBJECT && CONTAINERS.contains(name)) {
                check(object.object(name).orElseThrow(), FREE.contains(name));
            }
        }
    }

    private static boolean isCredential(String name) {
        return NOT_IN_FREE.contains(name) || name.startsWith("aws_") || name.startsWith("vertex_");
    }
}
