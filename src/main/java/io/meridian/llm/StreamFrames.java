package io.meridian.llm;

import io.meridian.api.Usage;
import io.meridian.base.GatewayException;
import io.meridian.base.JsonMember;
import io.meridian.base.JsonStrings;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A provider's event stream on its way to the client, read in pieces of any size: the public model name is put into
 * every frame, the usage frame is withheld from a client that did not ask, and what the gateway must know is noticed.
 * Every other byte passes as it came. For one thread.
 */
final class StreamFrames {
    /** No provider sends frames of that size; it bounds what a stream can make us hold. */
    static final int MOST = 8 << 20;

    private final byte[] model;
    private final boolean showsUsage;
    private final SseBuffer pending = new SseBuffer(512);
    private final DeliveredText text = new DeliveredText();
    private Optional<Usage> usage = Optional.empty();
    private Optional<String> id = Optional.empty();
    private byte @Nullable [] error;
    private boolean done;
    private boolean finished;
    private @Nullable SseTemplate template;

    // where the frame not yet complete stands, counted from its start
    private int line;
    private int searched;
    private int lines;

    // up to where the piece at hand has been passed on
    private int copied;

    StreamFrames(String publicModel, boolean showsUsage) {
        this.model = JsonStrings.quote(publicModel);
        this.showsUsage = showsUsage;
    }

    /** Reads the next piece and appends what the client gets now: whole frames only. */
    void feed(byte[] bytes, int offset, int length, SseBuffer out) {
        if (pending.isEmpty()) {
            int rest = frames(bytes, offset, offset + length, out);
            pending.append(bytes, rest, offset + length);
        } else {
            pending.append(bytes, offset, offset + length);
            pending.discardBefore(frames(pending.array(), 0, pending.length(), out));
        }
        checkSize(pending.length());
    }

    /** At the stream's end: passes on a last frame that only lacks its blank line, and drops one that was cut. */
    void finish(SseBuffer out) {
        byte[] bytes = pending.array();
        int end = pending.length();
        copied = 0;
        if (end > 0 && frame(bytes, 0, end, end, out)) {
            out.append(bytes, copied, end);
        }
        pending.clear();
    }

    /** Whether {@code [DONE]} came by. */
    boolean done() {
        return done;
    }

    /** Whether something came by that only the end of an answer brings; some providers send no {@code [DONE]}. */
    boolean isWhole() {
        return done || finished || usage.isPresent();
    }

    /** Whether anything was delivered to read: the moment of the first token has come. */
    boolean contentSeen() {
        return !text.isEmpty();
    }

    /** The usage, as told last by a frame that counts anything. */
    Optional<Usage> usage() {
        return usage;
    }

    /** The provider's identifier of the answer. */
    Optional<String> id() {
        return id;
    }

    /** The payload of the first error frame; neither it nor what follows is passed on. */
    Optional<byte[]> error() {
        return Optional.ofNullable(error);
    }

    /** What was delivered, to be counted if there is no usage. */
    DeliveredText text() {
        return text;
    }

    /** Handles all complete frames of a range and tells where the incomplete one begins. */
    private int frames(byte[] bytes, int from, int to, SseBuffer out) {
        copied = from;
        int frame = from;
        int start = from + line;
        int newline = SseLines.newline(bytes, from + searched, to);
        while (newline >= 0) {
            if (SseLines.withoutReturn(bytes, start, newline) == start) {
                checkSize(start - frame);
                frame(bytes, frame, start, newline + 1, out);
                frame = newline + 1;
                lines = 0;
            } else {
                lines++;
            }
            start = newline + 1;
            newline = SseLines.newline(bytes, start, to);
        }
        out.append(bytes, copied, frame);
        line = start - frame;
        searched = to - frame;
        return frame;
    }

    /** Handles a frame whose lines end before {@code rest}; false if it has no payload that can be understood. */
    private boolean frame(byte[] bytes, int start, int rest, int end, SseBuffer out) {
        if (error != null) {
            withhold(bytes, start, end, out);
            return true;
        }
        if (lines == 1 && rest < end) {
            return SseLines.isData(bytes, start, rest)
                    && payload(bytes, start + 5, SseLines.withoutReturn(bytes, start, rest - 1), start, end, out);
        }
        int from = -1;
        int to = -1;
        int next;
        for (int at = start; at < rest; at = next) {
            int newline = SseLines.newline(bytes, at, rest);
            int lineEnd = newline < 0 ? rest : newline;
            next = lineEnd + 1;
            if (SseLines.isData(bytes, at, lineEnd)) {
                if (from >= 0) {
                    // offsets in the joined data are those in the stream, so edits fall into place
                    return joined(SseLines.onlyData(bytes, start, rest), bytes, start, rest, end, out);
                }
                from = at + 5;
                to = SseLines.withoutReturn(bytes, at, lineEnd);
            }
        }
        return from >= 0 && payload(bytes, from, to, start, end, out);
    }

    private boolean payload(byte[] bytes, int from, int to, int start, int end, SseBuffer out) {
        SseTemplate known = template;
        if (known != null && known.fits(bytes, from, to)) {
            text.add(bytes, known.textFrom(), known.textTo());
            if (known.replacedFrom() >= 0) {
                rename(bytes, known.replacedFrom(), known.replacedTo(), out);
            }
            return true;
        }
        if (isDone(bytes, from, to)) {
            done = true;
            return true;
        }
        SseChunk chunk = SseChunk.parse(bytes, from, to).orElse(null);
        if (chunk == null) {
            return false;
        }
        template = chunk.template(from, to, model);
        chunk(chunk, bytes, start, end, out);
        return true;
    }

    private boolean joined(byte[] data, byte[] bytes, int start, int rest, int end, SseBuffer out) {
        SseChunk chunk = SseChunk.parse(data, start, rest).orElse(null);
        if (chunk == null) {
            return false;
        }
        chunk(chunk, bytes, start, end, out);
        return true;
    }

    private void chunk(SseChunk chunk, byte[] bytes, int start, int end, SseBuffer out) {
        if (id.isEmpty()) {
            id = chunk.id();
        }
        if (chunk.isError() && !done) {
            error = chunk.payload();
            withhold(bytes, start, end, out);
            return;
        }
        if (chunk.hasUsage()) {
            // some providers end with a frame that counts nothing: it is no news
            usage = chunk.usage().or(() -> usage);
            if (!showsUsage && chunk.isOnlyUsage()) {
                withhold(bytes, start, end, out);
                return;
            }
        }
        finished = finished || chunk.isFinish();
        for (DeliveredText.Slot slot : chunk.text()) {
            text.add(chunk.json().text(), slot.from(), slot.to());
        }
        JsonMember other = chunk.otherModel(model);
        if (other != null) {
            rename(bytes, other.valueStart(), other.valueEnd(), out);
        }
    }

    private void withhold(byte[] bytes, int start, int end, SseBuffer out) {
        out.append(bytes, copied, start);
        copied = end;
    }

    private void rename(byte[] bytes, int from, int to, SseBuffer out) {
        out.append(bytes, copied, from);
        out.append(model, 0, model.length);
        copied = to;
    }

    private static boolean isDone(byte[] bytes, int from, int to) {
        int at = from < to && bytes[from] == ' ' ? from + 1 : from;
        return to - at == 6
                && bytes[at] == '['
                && bytes[at + 1] == 'D'
                && bytes[at + 2] == 'O'
                && bytes[at + 3] == 'N'
                && bytes[at + 4] == 'E'
                && bytes[at + 5] == ']';
    }

    private static void checkSize(int size) {
        if (size > MOST) {
            throw new GatewayException.UpstreamFailed(
                    502, "bad_gateway_error", "The provider sent an event of more than 8 MiB.", null);
        }
    }
}
