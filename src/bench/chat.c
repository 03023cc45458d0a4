#define _GNU_SOURCE
#include "chat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SEARCHED = 2048 }; /* bytes at each end of a large body in which members are looked for */

const char *answer_model = "bench-1";
struct iovec deltas[DELTAS];

static const char MARKER[] = "call-marker:";

static const char TEXT[] =
    "A gateway sits between applications and the providers of models. It checks who is calling, keeps each caller "
    "within agreed limits, picks a deployment, passes the answer on and writes down what it cost.";

/* The beginning of each event; wants the model's name. */
#define EVENT                                                                                                         \
    "data: {\"id\":\"chatcmpl-bench0000000000000000000002\",\"object\":\"chat.completion.chunk\","                     \
    "\"created\":1760000000,\"model\":\"%s\",\"choices\":"

static const char STREAM_HEAD[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
                                  "x-request-id: req_bench\r\nTransfer-Encoding: chunked\r\n\r\n";

static const char *find(const char *in, size_t length, const char *name) {
    return memmem(in, length, name, strlen(name));
}

/* Whether the member has this value, whatever blanks are around the colon. */
static bool member_is(const char *in, size_t length, const char *name, const char *value) {
    const char *at = find(in, length, name), *end = in + length;
    if (at == NULL) {
        return false;
    }
    for (at += strlen(name); at < end && (*at == ' ' || *at == ':' || *at == '\t' || *at == '\n' || *at == '\r');) {
        at++;
    }
    return (size_t) (end - at) >= strlen(value) && memcmp(at, value, strlen(value)) == 0;
}

static void look_into(const char *in, size_t length, struct call *call) {
    call->stream |= member_is(in, length, "\"stream\"", "true");
    call->usage |= member_is(in, length, "\"include_usage\"", "true");
    call->slow |= member_is(in, length, "\"model\"", "\"slow\"");
    const char *at = find(in, length, MARKER);
    if (at != NULL && call->marker[0] == 0) {
        at += strlen(MARKER);
        size_t size = 0;
        while (at + size < in + length && size < sizeof call->marker - 1 && (at[size] == '-' || at[size] == '_'
                || (at[size] >= '0' && at[size] <= '9') || ((at[size] | 32) >= 'a' && (at[size] | 32) <= 'z'))) {
            size++;
        }
        memcpy(call->marker, at, size);
    }
}

void read_call(const char *body, size_t length, struct call *call) {
    *call = (struct call) {.prompt = 27, .completion = DELTAS};
    if (length <= 2 * SEARCHED) {
        look_into(body, length, call);
    } else {
        look_into(body, SEARCHED, call);
        look_into(body + length - SEARCHED, SEARCHED, call);
    }
}

size_t render_json(char into[ANSWER_MAX], const struct call *call) {
    char body[ANSWER_MAX / 2];
    int length = snprintf(body, sizeof body,
        "{\"id\":\"chatcmpl-bench0000000000000000000001\",\"object\":\"chat.completion\",\"created\":1760000000,"
        "\"model\":\"%s\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"%s\","
        "\"refusal\":null,\"annotations\":[]},\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":{"
        "\"prompt_tokens\":%d,\"completion_tokens\":%d,\"total_tokens\":%d,\"prompt_tokens_details\":"
        "{\"cached_tokens\":0}},\"service_tier\":\"default\",\"system_fingerprint\":\"fp_bench\"}",
        answer_model, TEXT, call->prompt, call->completion, call->prompt + call->completion);
    return (size_t) snprintf(into, ANSWER_MAX,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nx-request-id: req_bench\r\nContent-Length: %d\r\n\r\n%s",
        length, body);
}

static size_t render_chunk(char *into, size_t room, const char *payload) {
    return (size_t) snprintf(into, room, "%zx\r\n%s\r\n", strlen(payload), payload);
}

void render_deltas(void) {
    for (int i = 0; i < DELTAS; i++) {
        char payload[512], *chunk = malloc(ANSWER_MAX);
        snprintf(payload, sizeof payload,
            EVENT "[{\"index\":0,\"delta\":{%s\"content\":\" word%02d\"},\"finish_reason\":%s}]}\n\n", answer_model,
            i == 0 ? "\"role\":\"assistant\"," : "", i, i == DELTAS - 1 ? "\"stop\"" : "null");
        size_t head = i == 0 ? sizeof STREAM_HEAD - 1 : 0;
        memcpy(chunk, STREAM_HEAD, head);
        deltas[i].iov_base = chunk;
        deltas[i].iov_len = head + render_chunk(chunk + head, ANSWER_MAX - head, payload);
    }
}

size_t render_end(char into[ANSWER_MAX], const struct call *call) {
    char usage[512];
    size_t length = 0;
    if (call->usage) {
        snprintf(usage, sizeof usage,
            EVENT "[],\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":%d,\"total_tokens\":%d}}\n\n",
            answer_model, call->prompt, call->completion, call->prompt + call->completion);
        length = render_chunk(into, ANSWER_MAX, usage);
    }
    length += render_chunk(into + length, ANSWER_MAX - length, "data: [DONE]\n\n");
    return length + (size_t) snprintf(into + length, ANSWER_MAX - length, "0\r\n\r\n");
}
