/* Reads HTTP/1.1 responses from bytes cut anywhere: status, length or chunks, and the closing event of a stream. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum framing { IN_HEAD, LENGTH, CHUNK_SIZE, CHUNK_DATA, CHUNK_END, TRAILER, UNTIL_CLOSE };
enum outcome { MORE, WHOLE, MALFORMED };

struct response {
    enum framing framing;
    int status;
    bool closes;     /* the connection ends with this response */
    bool done;       /* `data: [DONE]` was among its bytes */
    int done_matched;
    uint64_t left;   /* of the body or the chunk */
    uint64_t bytes;  /* of the body so far */
    size_t head_used;
    char head[8192];
};

void response_begin(struct response *response);
enum outcome response_take(struct response *response, const char *bytes, size_t length);
