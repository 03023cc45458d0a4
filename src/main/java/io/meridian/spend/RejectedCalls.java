package io.meridian.spend;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.base.Jackson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls whose rows PostgreSQL refused, one JSON object a line, for somebody to look at. For one thread. */
final class RejectedCalls {
    private static final Logger LOG = LoggerFactory.getLogger(RejectedCalls.class);
    private static final ObjectMapper JSON = Jackson.mapper().build();

    private final Path directory;

    RejectedCalls(Path directory) {
        this.directory = directory;
    }

    void add(StagedCall staged, SQLException reason) {
        Path file = directory.resolve(staged.identity().journal() + ".jsonl");
        LOG.error("PostgreSQL refuses the row of a call; it is in {}, and its cost is booked.", file, reason);
        try {
            Files.createDirectories(directory);
            byte[] line = (JSON.writeValueAsString(describe(staged, reason)) + "\n").getBytes(StandardCharsets.UTF_8);
            Files.write(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException failure) {
            LOG.error("The rejected call {} cannot be kept.", staged, failure);
        }
    }

    private static ObjectNode describe(StagedCall staged, SQLException reason) {
        ClosedCall call = staged.call();
        ObjectNode line = JSON.createObjectNode();
        line.put("journal_segment", staged.identity().segment());
        line.put("journal_offset", staged.identity().offset());
        line.put("reason", reason.getMessage());
        line.put("request_id", call.outcome().requestId());
        line.put("call_id", call.opened().callId());
        line.put("api_key", call.opened().caller().apiKey());
        line.put("model", call.target().model());
        line.put("status", call.outcome().status().column());
        line.put("spend_nano", call.outcome().cost().nanos());
        line.put("prompt_tokens", call.outcome().usage().promptTokens());
        line.put("completion_tokens", call.outcome().usage().completionTokens());
        line.put("started_at", call.opened().startedAt().toString());
        line.put("ended_at", call.outcome().endedAt().toString());
        line.put("metadata", call.outcome().metadata());
        return line;
    }
}
