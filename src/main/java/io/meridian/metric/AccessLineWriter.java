package io.meridian.metric;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import org.jspecify.annotations.Nullable;

/** Writes access lines as JSON, one a line, in printable ASCII. For one thread. */
final class AccessLineWriter {
    private static final int LONGEST_VALUE = 1024;
    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    // what is not printable ASCII is escaped: a log is read in terminals, and a client chooses much of what it holds
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .characterEscapes(new DeleteEscape())
            // not with the thread, which may be a container's
            .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
            .build();

    private final ByteArrayOutputStream out;

    AccessLineWriter(ByteArrayOutputStream out) {
        this.out = out;
    }

    void write(long epochMillis, AccessLine line) throws IOException {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("time", MILLIS.format(Instant.ofEpochMilli(epochMillis)));
            request(json, line.request(), line.figures());
            text(json, "client", line.caller().address());
            text(json, "key", line.caller().keyMask());
            text(json, "key_alias", line.caller().keyAlias());
            text(json, "team", line.caller().team());
            text(json, "user", line.caller().user());
            text(json, "model", line.target().model());
            text(json, "deployment", line.target().deployment());
            text(json, "provider", line.target().provider());
            figures(json, line.figures());
            text(json, "error", line.request().error());
            json.writeEndObject();
        }
        out.write('\n');
    }

    private static void request(JsonGenerator json, AccessLine.Request request, AccessLine.Figures figures)
            throws IOException {
        text(json, "method", request.method());
        text(json, "path", request.path());
        json.writeNumberField("status", request.status());
        if (request.outcome() != 0) {
            json.writeNumberField("outcome", request.outcome());
        }
        millis(json, "duration_ms", figures.durationNanos());
        millis(json, "first_byte_ms", figures.firstByteNanos());
        text(json, "call_id", request.callId());
    }

    private static void figures(JsonGenerator json, AccessLine.Figures figures) throws IOException {
        number(json, "input_tokens", figures.inputTokens());
        number(json, "output_tokens", figures.outputTokens());
        if (figures.costNanoUsd() >= 0) {
            // in full: what an exponent saves in bytes it costs those who search the log
            BigDecimal cost = BigDecimal.valueOf(figures.costNanoUsd(), 9).stripTrailingZeros();
            json.writeFieldName("cost_usd");
            json.writeNumber(cost.toPlainString());
        }
        number(json, "bytes_in", figures.bytesIn());
        number(json, "bytes_out", figures.bytesOut());
    }

    private static void text(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE));
        }
    }

    private static void number(JsonGenerator json, String name, long value) throws IOException {
        if (value >= 0) {
            json.writeNumberField(name, value);
        }
    }

    /** In milliseconds with three digits. */
    private static void millis(JsonGenerator json, String name, long nanos) throws IOException {
        if (nanos >= 0) {
            json.writeNumberField(name, BigDecimal.valueOf(nanos / 1000, 3));
        }
    }

    /** The one control character that JSON lets through. */
    private static final class DeleteEscape extends CharacterEscapes {
        private static final long serialVersionUID = 1L;
        private static final int DELETE = 0x7f;

        @Override
        public int[] getEscapeCodesForAscii() {
            int[] codes = standardAsciiEscapesForJSON();
            codes[DELETE] = ESCAPE_STANDARD;
            return codes;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int character) {
            return null;
        }
    }
}
