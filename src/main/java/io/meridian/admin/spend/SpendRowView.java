package io.meridian.admin.spend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.api.Usage;
import io.meridian.base.JsonText;
import io.meridian.spend.CallStatus;
import io.meridian.spend.CallerFacts;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A row of spend under the names of the contract, whose clients read camels and snakes side by side. */
final class SpendRowView {
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private SpendRowView() {}

    /** With empty objects for what was said, which no row keeps. */
    static ObjectNode whole(SpendRow row) {
        ObjectNode view = of(row);
        for (String name : new String[] {"messages", "response", "proxy_server_request"}) {
            view.putObject(name);
        }
        return view;
    }

    /** As lists have it. */
    static ObjectNode of(SpendRow row) {
        ObjectNode view = JsonText.object();
        view.put("request_id", row.requestId());
        view.put("litellm_call_id", row.callId());
        view.put("call_type", row.callType());
        view.put("api_key", row.caller().apiKey());
        view.set("spend", JsonText.number(row.charged().spend().toDecimal()));
        view.put("total_tokens", row.usage().totalTokens());
        view.put("prompt_tokens", row.usage().promptTokens());
        view.put("completion_tokens", row.usage().completionTokens());
        addTimes(view, row.times());
        view.put("model", row.target().model());
        view.put("model_id", orEmpty(row.target().modelId()));
        view.put("model_group", orEmpty(row.target().modelGroup()));
        view.put("custom_llm_provider", orEmpty(row.target().provider()));
        view.put("api_base", orEmpty(row.target().apiBase()));
        addCaller(view, row.caller());
        view.set("metadata", metadata(row));
        view.put("cache_hit", "False");
        view.put("cache_key", "");
        ArrayNode tags = view.putArray("request_tags");
        row.caller().tags().forEach(tags::add);
        view.put("status", status(row));
        view.putNull("mcp_namespaced_tool_name");
        return view;
    }

    private static void addTimes(ObjectNode view, SpendRow.Times times) {
        view.put("startTime", moment(times.started()));
        view.put("endTime", moment(times.ended()));
        view.put("completionStartTime", moment(Objects.requireNonNullElse(times.firstToken(), times.ended())));
        view.put(
                "request_duration_ms",
                Duration.between(times.started(), times.ended()).toMillis());
        view.put("created_at", moment(times.ended()));
        view.put("updated_at", moment(times.ended()));
    }

    private static void addCaller(ObjectNode view, CallerFacts caller) {
        view.put("user", orEmpty(caller.userId()));
        view.put("team_id", caller.teamId());
        view.put("organization_id", caller.organizationId());
        view.put("end_user", orEmpty(caller.endUser()));
        view.put("agent_id", caller.agentId());
        view.put("billing_agent_id", caller.agentId());
        view.put("requester_ip_address", caller.requesterIp());
        view.put("session_id", caller.sessionId());
    }

    /** What was written down with the call, and what the contract repeats of its columns. */
    private static ObjectNode metadata(SpendRow row) {
        ObjectNode metadata = JsonText.object();
        CallerFacts caller = row.caller();
        metadata.put("user_api_key", caller.apiKey());
        metadata.put("user_api_key_alias", caller.keyAlias());
        metadata.put("user_api_key_user_id", caller.userId());
        metadata.put("user_api_key_team_id", caller.teamId());
        metadata.put("user_api_key_org_id", caller.organizationId());
        metadata.put("user_api_key_project_id", caller.projectId());
        metadata.putNull("spend_logs_metadata");
        metadata.put("requester_ip_address", caller.requesterIp());
        metadata.putArray("applied_guardrails");
        metadata.set("usage_object", usage(row.usage()));
        metadata.put("usage_estimated", row.charged().usageEstimated());
        // ours: the two words of the contract do not tell a call that failed from one we do not know the end of
        metadata.put("status", row.charged().status().column());
        if (row.charged().status() == CallStatus.INTERRUPTED) {
            metadata.set(
                    "reserved_cost", JsonText.number(row.charged().reserved().toDecimal()));
        }
        JsonNode stored = JsonText.stored(row.metadata());
        if (stored instanceof ObjectNode written) {
            metadata.setAll(written);
        }
        return metadata;
    }

    private static ObjectNode usage(Usage usage) {
        ObjectNode view = JsonText.object();
        view.put("prompt_tokens", usage.promptTokens());
        view.put("completion_tokens", usage.completionTokens());
        view.put("total_tokens", usage.totalTokens());
        view.putObject("prompt_tokens_details")
                .put("cached_tokens", usage.cachedPromptTokens())
                .put("cache_creation_tokens", usage.cacheCreationTokens())
                .put("audio_tokens", usage.audioPromptTokens());
        view.putObject("completion_tokens_details")
                .put("reasoning_tokens", usage.reasoningTokens())
                .put("audio_tokens", usage.audioCompletionTokens());
        return view;
    }

    private static String status(SpendRow row) {
        return row.charged().status() == CallStatus.SUCCESS ? "success" : "failure";
    }

    private static String moment(Instant instant) {
        return MOMENT.format(instant);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
