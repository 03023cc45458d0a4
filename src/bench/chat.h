/*
 * What is asked of a provider and what it answers: one completion, or the events of a stream.
 *
 * There is no JSON parser: what is needed of a request is found by name in the first and last bytes of its body,
 * where callers put such members.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <sys/uio.h>

enum { DELTAS = 50, ANSWER_MAX = 2048 };

struct call {
    bool stream, usage, slow;
    int prompt, completion;
    char marker[65];
};

/* Each delta as one chunk; the first one travels with the head of the answer. */
extern struct iovec deltas[DELTAS];

extern const char *answer_model;

void read_call(const char *body, size_t length, struct call *call);
void render_deltas(void);
size_t render_json(char into[ANSWER_MAX], const struct call *call);
size_t render_end(char into[ANSWER_MAX], const struct call *call);
