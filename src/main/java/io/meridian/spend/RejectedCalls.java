package io.meridian.spend;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meridian.base.Jackson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls that cannot become rows, one JSON object a line, for somebody to look at. For one thread. */
final class RejectedCalls {
    private static final Logger LOG = LoggerFactory.getLogger(RejectedCalls.class);
    private static final ObjectMapper JSON = Jackson.mapper().build();

    private final Path directory;

    RejectedCalls(Path directory) {
        this.directory = directory;
    }

    void add(StagedCall staged, SQLException reason) {
        Path file = file(staged.identity());
        LOG.error("PostgreSQL refuses the row of a call; it is in {}, and its cost is booked.", file, reason);
        try {
            append(file, describe(staged, reason));
        } catch (IOException failure) {
            LOG.error("The rejected call {} cannot be kept.", staged, failure);
        }
    }

    /** What it costs cannot be read and is not booked, so it is kept as it is; throws if it cannot be kept. */
    void addUnreadable(CallIdentity call, byte[] payload, RuntimeException why) {
        Path file = file(call);
        LOG.error("A record of the journal cannot be read; it is in {}, and what it costs is not booked.", file, why);
        try {
            append(file, place(call, String.valueOf(why)).put("record", payload));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Path file(CallIdentity call) {
        return directory.resolve(call.journal() + ".jsonl");
    }

    private void append(Path file, ObjectNode line) throws IOException {
        Files.createDirectories(directory);
        byte[] bytes = (JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
        Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static ObjectNode place(CallIdentity call, String reason) {
        return JSON.createObjectNode()
                .put("journal_segment", call.segment())
                .put("journal_offset", call.offset())
                .put("reason", reason);
    }

    private static ObjectNode describe(StagedCall staged, SQLException reason) {
        ClosedCall call = staged.call();
        ObjectNode line = place(staged.identity(), String.valueOf(reason.getMessage()));
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
