/*
 * A model provider for measurements: OpenAI's chat completions on loopback, as cheap as one thread can be.
 *
 * It must never be the bottleneck beside the proxy under test, hence epoll, answers rendered ahead of time, and no
 * JSON parser: what it needs of a request (stream, include_usage, the model, a call marker) is found by name in the
 * first and last bytes of the body, where a caller puts such members.
 *
 *   upstream --port 0 [--record FILE] [--life SECONDS]
 *
 *   POST /v1/chat/completions   one completion, or with "stream": true 51 writes of server-sent events;
 *                               model "slow" streams one event every two seconds until the caller leaves
 *   GET  /stats                 counts since the start
 *
 * The port it got is printed on standard output. With --record each request seen whole is appended to FILE before it
 * is answered: call marker, kind, prompt tokens, completion tokens; usage then differs from call to call.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/queue.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum {
    DELTAS = 50,
    SLOW_MS = 2000,
    SLOW_EVENTS = 300, /* ten minutes: a stream nobody closes still ends */
    FIRST_BUFFER = 4096,
    MAX_REQUEST = 64 << 20,
    SEARCHED = 2048, /* bytes at each end of a large body in which members are looked for */
    MARKER_MAX = 64,
};

static const char MARKER[] = "call-marker:";

struct connection {
    int fd;
    size_t used, capacity, body_at, body_length;
    char *in;
    char *out; /* bytes the socket would not take yet */
    size_t out_used, out_sent;
    int64_t due_ms;
    int slow_left;
    bool slow;
    TAILQ_ENTRY(connection) in_queue;
};

struct call {
    bool stream, usage, slow;
    int prompt, completion;
    char marker[MARKER_MAX + 1];
};

static struct {
    uint64_t requests, json, streams, slow, bytes, refused;
    int open;
} stats;

/* All slow streams have one interval, so the order of insertion is the order in which they fall due. */
static TAILQ_HEAD(, connection) slow_streams = TAILQ_HEAD_INITIALIZER(slow_streams);
static int epoll_fd, record_fd = -1;
static uint64_t record_seed = 88172645463325252u;
static volatile sig_atomic_t stopping;
static char fixed_json[2048];
static size_t fixed_json_length;
static struct iovec deltas[DELTAS];

static void die(const char *what) {
    perror(what);
    exit(1);
}

static int64_t now_ms(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

/* ---- answers --------------------------------------------------------------------------------------------------- */

static const char TEXT[] =
    "A gateway sits between applications and the providers of models. It checks who is calling, keeps each caller "
    "within agreed limits, picks a deployment, passes the answer on and writes down what it cost.";

static size_t render_json(char *into, size_t room, int prompt, int completion) {
    char body[1536];
    int length = snprintf(body, sizeof body,
        "{\"id\":\"chatcmpl-bench0000000000000000000001\",\"object\":\"chat.completion\",\"created\":1760000000,"
        "\"model\":\"bench\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"%s\","
        "\"refusal\":null,\"annotations\":[]},\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":{"
        "\"prompt_tokens\":%d,\"completion_tokens\":%d,\"total_tokens\":%d,\"prompt_tokens_details\":"
        "{\"cached_tokens\":0}},\"service_tier\":\"default\",\"system_fingerprint\":\"fp_bench\"}",
        TEXT, prompt, completion, prompt + completion);
    return (size_t) snprintf(into, room,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nx-request-id: req_bench\r\nContent-Length: %d\r\n\r\n%s",
        length, body);
}

#define EVENT                                                                                                         \
    "data: {\"id\":\"chatcmpl-bench0000000000000000000002\",\"object\":\"chat.completion.chunk\","                     \
    "\"created\":1760000000,\"model\":\"bench\",\"choices\":"

static size_t render_chunk(char *into, size_t room, const char *payload) {
    return (size_t) snprintf(into, room, "%zx\r\n%s\r\n", strlen(payload), payload);
}

static const char STREAM_HEAD[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
                                  "x-request-id: req_bench\r\nTransfer-Encoding: chunked\r\n\r\n";

/* The first delta travels with the head, as one write. */
static void render_deltas(void) {
    for (int i = 0; i < DELTAS; i++) {
        char payload[512], *chunk = malloc(1024);
        snprintf(payload, sizeof payload, EVENT "[{\"index\":0,\"delta\":{%s\"content\":\" word%02d\"},\"finish_reason\":%s}]}\n\n",
            i == 0 ? "\"role\":\"assistant\"," : "", i, i == DELTAS - 1 ? "\"stop\"" : "null");
        size_t head = 0;
        if (i == 0) {
            head = sizeof STREAM_HEAD - 1;
            memcpy(chunk, STREAM_HEAD, head);
        }
        deltas[i].iov_base = chunk;
        deltas[i].iov_len = head + render_chunk(chunk + head, 1024 - head, payload);
    }
}

static size_t render_end(char *into, size_t room, const struct call *call) {
    char usage[512];
    size_t length = 0;
    if (call->usage) {
        snprintf(usage, sizeof usage, EVENT "[],\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":%d,\"total_tokens\":%d}}\n\n",
            call->prompt, call->completion, call->prompt + call->completion);
        length = render_chunk(into, room, usage);
    }
    length += render_chunk(into + length, room - length, "data: [DONE]\n\n");
    return length + (size_t) snprintf(into + length, room - length, "0\r\n\r\n");
}

/* ---- connections ----------------------------------------------------------------------------------------------- */

static void drop(struct connection *connection) {
    if (connection->slow) {
        TAILQ_REMOVE(&slow_streams, connection, in_queue);
    }
    close(connection->fd);
    free(connection->in);
    free(connection->out);
    free(connection);
    stats.open--;
}

static void watch(struct connection *connection, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = connection};
    epoll_ctl(epoll_fd, EPOLL_CTL_MOD, connection->fd, &event);
}

/* Writes at once what the socket takes and keeps the rest; false if the peer is gone. */
static bool put(struct connection *connection, const void *bytes, size_t length) {
    size_t sent = 0;
    if (connection->out_used == 0) {
        ssize_t count = send(connection->fd, bytes, length, MSG_NOSIGNAL);
        if (count < 0 && errno != EAGAIN) {
            return false;
        }
        sent = count < 0 ? 0 : (size_t) count;
        if (sent == length) {
            return true;
        }
        watch(connection, EPOLLOUT);
    }
    connection->out = realloc(connection->out, connection->out_used + length - sent);
    memcpy(connection->out + connection->out_used, (const char *) bytes + sent, length - sent);
    connection->out_used += length - sent;
    return true;
}

static bool flush(struct connection *connection) {
    ssize_t count = send(connection->fd, connection->out + connection->out_sent,
        connection->out_used - connection->out_sent, MSG_NOSIGNAL);
    if (count < 0) {
        return errno == EAGAIN;
    }
    connection->out_sent += (size_t) count;
    if (connection->out_sent == connection->out_used) {
        connection->out_sent = connection->out_used = 0;
        watch(connection, EPOLLIN);
    }
    return true;
}

/* ---- requests -------------------------------------------------------------------------------------------------- */

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
        while (at + size < in + length && size < MARKER_MAX && (at[size] == '-' || at[size] == '_'
                || (at[size] >= '0' && at[size] <= '9') || ((at[size] | 32) >= 'a' && (at[size] | 32) <= 'z'))) {
            size++;
        }
        memcpy(call->marker, at, size);
    }
}

static void read_call(const struct connection *connection, struct call *call) {
    const char *body = connection->in + connection->body_at;
    size_t length = connection->body_length;
    if (length <= 2 * SEARCHED) {
        look_into(body, length, call);
    } else {
        look_into(body, SEARCHED, call);
        look_into(body + length - SEARCHED, SEARCHED, call);
    }
    call->prompt = 27;
    call->completion = DELTAS;
}

/* One write per line into a file opened for appending: lines stay whole and survive the end of this process. */
static void record(struct call *call) {
    record_seed ^= record_seed << 13;
    record_seed ^= record_seed >> 7;
    record_seed ^= record_seed << 17;
    call->prompt = 1 + (int) (record_seed % 4000);
    call->completion = 1 + (int) ((record_seed >> 32) % 900);
    char line[256];
    int length = snprintf(line, sizeof line, "%s\t%s\t%d\t%d\n", call->marker[0] ? call->marker : "-",
        call->stream ? "sse" : "json", call->prompt, call->completion);
    if (write(record_fd, line, (size_t) length) != length) {
        die("record");
    }
}

static bool answer_stream(struct connection *connection, const struct call *call) {
    char end[1024];
    stats.streams++;
    for (int i = 0; i < DELTAS; i++) {
        if (!put(connection, deltas[i].iov_base, deltas[i].iov_len)) {
            return false;
        }
    }
    return put(connection, end, render_end(end, sizeof end, call));
}

static bool answer_slowly(struct connection *connection) {
    stats.slow++;
    connection->slow = true;
    connection->slow_left = SLOW_EVENTS;
    connection->due_ms = now_ms() + SLOW_MS;
    TAILQ_INSERT_TAIL(&slow_streams, connection, in_queue);
    return put(connection, deltas[0].iov_base, deltas[0].iov_len);
}

static bool answer_chat(struct connection *connection) {
    struct call call = {0};
    read_call(connection, &call);
    if (record_fd >= 0) {
        record(&call);
    }
    if (call.slow && call.stream) {
        return answer_slowly(connection);
    }
    if (call.stream) {
        return answer_stream(connection, &call);
    }
    stats.json++;
    if (record_fd < 0) {
        return put(connection, fixed_json, fixed_json_length);
    }
    char fresh[2048];
    return put(connection, fresh, render_json(fresh, sizeof fresh, call.prompt, call.completion));
}

static bool answer_small(struct connection *connection, const char *status, const char *body) {
    char out[1024];
    int length = snprintf(out, sizeof out, "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
        status, strlen(body), body);
    return put(connection, out, (size_t) length);
}

static bool answer(struct connection *connection) {
    static const char CHAT[] = "/chat/completions ";
    const char *line_end = find(connection->in, connection->body_at, "\r\n");
    size_t line = (size_t) (line_end - connection->in);
    stats.requests++;
    stats.bytes += connection->body_at + connection->body_length;
    if (memcmp(connection->in, "POST ", 5) == 0 && find(connection->in, line, CHAT) != NULL) {
        return answer_chat(connection);
    }
    if (memcmp(connection->in, "GET /stats ", 11) == 0) {
        char body[512];
        snprintf(body, sizeof body,
            "{\"requests\":%lu,\"json\":%lu,\"streams\":%lu,\"slow\":%lu,\"bytes\":%lu,\"refused\":%lu,\"open\":%d}",
            stats.requests, stats.json, stats.streams, stats.slow, stats.bytes, stats.refused, stats.open);
        return answer_small(connection, "200 OK", body);
    }
    stats.refused++;
    return answer_small(connection, "404 Not Found", "{\"error\":{\"message\":\"not found\"}}");
}

/* Reads the head once it is whole; false if the request cannot be served. */
static bool read_head(struct connection *connection) {
    const char *end = find(connection->in, connection->used, "\r\n\r\n");
    if (end == NULL) {
        return connection->used < FIRST_BUFFER;
    }
    connection->body_at = (size_t) (end - connection->in) + 4;
    connection->in[connection->body_at - 2] = 0; /* lets the string functions stop at the head's end */
    const char *length = strcasestr(connection->in, "\r\ncontent-length:");
    bool chunked = strcasestr(connection->in, "\r\ntransfer-encoding:") != NULL;
    connection->body_length = length == NULL ? 0 : strtoul(length + 17, NULL, 10);
    connection->in[connection->body_at - 2] = '\r';
    size_t whole = connection->body_at + connection->body_length;
    if (chunked || whole > MAX_REQUEST) {
        stats.refused++;
        answer_small(connection, "411 Length Required", "{\"error\":{\"message\":\"a content-length is needed\"}}");
        return false;
    }
    if (whole > connection->capacity) {
        connection->capacity = whole;
        connection->in = realloc(connection->in, whole);
    }
    return true;
}

/* Answers all requests that have arrived whole; false if the connection is to be closed. */
static bool serve(struct connection *connection) {
    while (connection->used > 0) {
        if (connection->body_at == 0 && !read_head(connection)) {
            return false;
        }
        size_t whole = connection->body_at + connection->body_length;
        if (connection->body_at == 0 || connection->used < whole) {
            return true;
        }
        if (!answer(connection)) {
            return false;
        }
        memmove(connection->in, connection->in + whole, connection->used - whole);
        connection->used -= whole;
        connection->body_at = 0;
    }
    return true;
}

static bool receive(struct connection *connection) {
    if (connection->used == connection->capacity) {
        return false; /* a head that does not end */
    }
    ssize_t count = recv(connection->fd, connection->in + connection->used, connection->capacity - connection->used, 0);
    if (count <= 0) {
        return count < 0 && errno == EAGAIN;
    }
    connection->used += (size_t) count;
    return connection->slow || serve(connection);
}

/* ---- the loop -------------------------------------------------------------------------------------------------- */

static void accept_all(int listener) {
    int fd;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
        struct connection *connection = calloc(1, sizeof *connection);
        connection->fd = fd;
        connection->capacity = FIRST_BUFFER;
        connection->in = malloc(FIRST_BUFFER);
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
        epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event);
        stats.open++;
    }
}

/* Sends the events that are due and says in how many milliseconds the next one is. */
static int serve_slow_streams(void) {
    struct connection *first;
    int64_t now = now_ms();
    while ((first = TAILQ_FIRST(&slow_streams)) != NULL) {
        if (first->due_ms > now) {
            return (int) (first->due_ms - now);
        }
        if (--first->slow_left == 0 || !put(first, deltas[1].iov_base, deltas[1].iov_len)) {
            drop(first);
            continue;
        }
        TAILQ_REMOVE(&slow_streams, first, in_queue);
        first->due_ms = now + SLOW_MS;
        TAILQ_INSERT_TAIL(&slow_streams, first, in_queue);
    }
    return 1000;
}

static void loop(int listener) {
    struct epoll_event events[256];
    while (!stopping) {
        int count = epoll_wait(epoll_fd, events, 256, serve_slow_streams());
        for (int i = 0; i < count; i++) {
            struct connection *connection = events[i].data.ptr;
            if (connection == NULL) {
                accept_all(listener);
                continue;
            }
            bool alive = true;
            if (events[i].events & EPOLLOUT) {
                alive = flush(connection);
            } else {
                alive = receive(connection);
            }
            if (!alive) {
                drop(connection);
            }
        }
    }
}

static int listen_on(int port) {
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t) port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
    if (bind(listener, (struct sockaddr *) &address, size) < 0 || listen(listener, 4096) < 0) {
        die("listen");
    }
    getsockname(listener, (struct sockaddr *) &address, &size);
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    return listener;
}

static void stop(int signal) {
    (void) signal;
    stopping = 1;
}

static void allow_many_files(void) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

int main(int count, char **arguments) {
    static const struct option OPTIONS[] = {
        {"port", required_argument, NULL, 'p'}, {"record", required_argument, NULL, 'r'},
        {"life", required_argument, NULL, 'l'}, {0}};
    int port = 0, option;
    unsigned life = 4 * 3600;
    while ((option = getopt_long(count, arguments, "", OPTIONS, NULL)) != -1) {
        switch (option) {
            case 'p': port = atoi(optarg); break;
            case 'l': life = (unsigned) atoi(optarg); break;
            case 'r':
                if ((record_fd = open(optarg, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644)) < 0) {
                    die(optarg);
                }
                break;
            default: return 2;
        }
    }
    struct sigaction action = {.sa_handler = stop};
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGALRM, &action, NULL);
    alarm(life); /* ends by itself even if its starter was killed */
    allow_many_files();
    fixed_json_length = render_json(fixed_json, sizeof fixed_json, 27, DELTAS);
    render_deltas();
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    int listener = listen_on(port);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, listener, &event);
    loop(listener);
    return 0;
}
