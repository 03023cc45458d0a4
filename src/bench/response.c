#define _GNU_SOURCE
#include "response.h"

#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

void response_begin(struct response *response) {
    memset(response, 0, offsetof(struct response, head));
}

/* Looks for the closing event of a stream, which may be cut anywhere. */
static void scan(struct response *response, const char *bytes, size_t length) {
    static const char DONE[] = "data: [DONE]";
    response->bytes += length;
    for (size_t i = 0; i < length; i++) {
        if (response->done_matched == 0) {
            const char *next = memchr(bytes + i, 'd', length - i);
            if (next == NULL) {
                return;
            }
            i = (size_t) (next - bytes);
        }
        bool same = bytes[i] == DONE[response->done_matched];
        response->done_matched = same ? response->done_matched + 1 : bytes[i] == 'd';
        if (response->done_matched == sizeof DONE - 1) {
            response->done = true;
            response->done_matched = 0;
        }
    }
}

static bool parse_head(struct response *response) {
    char *head = response->head;
    if (strncmp(head, "HTTP/1.1 ", 9) != 0) {
        return false;
    }
    response->status = atoi(head + 9);
    response->closes = strcasestr(head, "\r\nconnection: close") != NULL;
    const char *length = strcasestr(head, "\r\ncontent-length:");
    if (strcasestr(head, "\r\ntransfer-encoding: chunked") != NULL) {
        response->framing = CHUNK_SIZE;
    } else if (length != NULL) {
        response->framing = LENGTH;
        response->left = strtoull(length + 17, NULL, 10);
    } else {
        response->framing = UNTIL_CLOSE;
        response->closes = true;
    }
    return true;
}

/* Collects the head and says how many of the bytes belonged to it; -1 if it is no HTTP. */
static ssize_t take_head(struct response *response, const char *bytes, size_t length) {
    size_t before = response->head_used;
    size_t room = sizeof response->head - 1 - before, taken = length < room ? length : room;
    memcpy(response->head + before, bytes, taken);
    response->head[before + taken] = 0;
    char *last = strstr(response->head + (before > 3 ? before - 3 : 0), "\r\n\r\n");
    if (last == NULL) {
        response->head_used += taken;
        return taken < length ? -1 : (ssize_t) taken;
    }
    last[2] = 0;
    return parse_head(response) ? last + 4 - response->head - (ssize_t) before : -1;
}

/* One byte of what stands around the chunks; false if it cannot stand there. */
static bool take_between_chunks(struct response *response, char byte, bool *whole) {
    if (response->framing == CHUNK_END) {
        response->framing = byte == '\n' ? CHUNK_SIZE : CHUNK_END;
    } else if (response->framing == TRAILER) { /* the empty line after the last chunk; no server here sends trailers */
        *whole = byte == '\n';
    } else if (byte == '\n') {
        response->framing = response->left > 0 ? CHUNK_DATA : TRAILER;
    } else if (byte != '\r') {
        int digit = byte <= '9' ? byte - '0' : (byte | 32) - 'a' + 10;
        response->left = response->left * 16 + (uint64_t) digit;
        return digit >= 0 && digit < 16;
    }
    return true;
}

static size_t take_body(struct response *response, const char *bytes, size_t length) {
    size_t taken = response->framing != UNTIL_CLOSE && response->left < length ? response->left : length;
    scan(response, bytes, taken);
    response->left -= response->framing == UNTIL_CLOSE ? 0 : taken;
    if (response->framing == CHUNK_DATA && response->left == 0) {
        response->framing = CHUNK_END;
    }
    return taken;
}

enum outcome response_take(struct response *response, const char *bytes, size_t length) {
    bool whole = false;
    for (size_t at = 0; at < length && !whole;) {
        if (response->framing == IN_HEAD) {
            ssize_t taken = take_head(response, bytes + at, length - at);
            if (taken < 0) {
                return MALFORMED;
            }
            at += (size_t) taken;
        } else if (response->framing == LENGTH || response->framing == CHUNK_DATA || response->framing == UNTIL_CLOSE) {
            at += take_body(response, bytes + at, length - at);
        } else if (!take_between_chunks(response, bytes[at++], &whole)) {
            return MALFORMED;
        }
        whole |= response->framing == LENGTH && response->left == 0;
    }
    return whole ? WHOLE : MORE;
}
