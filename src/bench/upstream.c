/*
 * A model provider for measurements: OpenAI's chat completions on loopback, as cheap as one thread can be.
 *
 * It must never be the bottleneck beside the proxy under test, hence epoll, answers rendered ahead of time.
 *
 *   upstream --port 0 [--model NAME] [--record FILE] [--delay MS] [--life SECONDS]
 *
 *   POST /v1/chat/completions   one completion, or with "stream": true 51 writes of server-sent events;
 *                               model "slow" streams one event every two seconds until the caller leaves
 *   GET  /stats                 counts since the start
 *
 * The port it got is printed on standard output. With --record each request seen whole is appended to FILE before it
 * is answered: call marker, kind, prompt tokens, completion tokens; usage then differs from call to call.
 * Answers carry the name of --model, whatever was asked for, as providers' dated names do.
 * With --delay plain answers and the second halves of streams come that much later, so that calls are open for a while.
 */
#define _GNU_SOURCE
#include "chat.h"
#include "common.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/queue.h>
#include <unistd.h>

enum {
    SLOW_EVENTS = 300, /* ten minutes: a stream nobody closes still ends */
    FIRST_BUFFER = 4096,
    MAX_REQUEST = 64 << 20,
};

/* Connections that wait all wait equally long, so the order of insertion is the order in which they fall due. */
struct queue {
    int64_t interval_ns;
    TAILQ_HEAD(, connection) waiting;
};

struct connection {
    int fd, slow_left;
    size_t used, capacity, body_at, body_length;
    char *in;
    char *out; /* bytes the socket would not take yet */
    size_t out_used, out_sent;
    int64_t due;
    struct call call;
    struct queue *queue; /* in which it waits, or null */
    TAILQ_ENTRY(connection) in_queue;
};

static struct {
    uint64_t requests, json, streams, slow, bytes, refused;
    int open;
} stats;

volatile sig_atomic_t stopping;
static struct queue slow_streams = {.interval_ns = 2000000000}, delayed;
static int epoll_fd, record_fd = -1;
static uint64_t record_seed = 88172645463325252u;

/* ---- connections ----------------------------------------------------------------------------------------------- */

static void drop(struct connection *connection) {
    if (connection->queue != NULL) {
        TAILQ_REMOVE(&connection->queue->waiting, connection, in_queue);
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

static void wait_in(struct queue *queue, struct connection *connection) {
    connection->queue = queue;
    connection->due = now_ns() + queue->interval_ns;
    TAILQ_INSERT_TAIL(&queue->waiting, connection, in_queue);
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

static bool put_deltas(struct connection *connection, int from, int to) {
    for (int i = from; i < to; i++) {
        if (!put(connection, deltas[i].iov_base, deltas[i].iov_len)) {
            return false;
        }
    }
    return true;
}

/* The end of a stream, from this delta on, or the whole of a plain answer. */
static bool finish(struct connection *connection, int from) {
    static struct call same;
    static char last[ANSWER_MAX];
    static size_t length;
    const struct call *call = &connection->call;
    if (call->stream && !put_deltas(connection, from, DELTAS)) {
        return false;
    }
    /* rendered again only if it differs from the last one; without a record it never does */
    if (length == 0 || call->stream != same.stream || call->usage != same.usage || call->prompt != same.prompt
            || call->completion != same.completion) {
        same = *call;
        length = call->stream ? render_end(last, call) : render_json(last, call);
    }
    return put(connection, last, length);
}

static bool answer_chat(struct connection *connection) {
    struct call *call = &connection->call;
    read_call(connection->in + connection->body_at, connection->body_length, call);
    if (record_fd >= 0) {
        record(call);
    }
    if (call->stream && call->slow) {
        stats.slow++;
        connection->slow_left = SLOW_EVENTS;
        wait_in(&slow_streams, connection);
        return put_deltas(connection, 0, 1);
    }
    stats.json += !call->stream;
    stats.streams += call->stream;
    if (delayed.interval_ns > 0) {
        wait_in(&delayed, connection);
        return !call->stream || put_deltas(connection, 0, DELTAS / 2);
    }
    return finish(connection, 0);
}

static bool answer_small(struct connection *connection, const char *status, const char *body) {
    char out[1024];
    int length = snprintf(out, sizeof out,
        "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", status, strlen(body), body);
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
        if (connection->queue != NULL) {
            return true; /* its next request has to wait for this answer */
        }
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
    return connection->queue != NULL || serve(connection);
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

/* Says what is due on this connection; false if it is to be closed. */
static bool resume(struct connection *connection) {
    struct queue *queue = connection->queue;
    TAILQ_REMOVE(&queue->waiting, connection, in_queue);
    connection->queue = NULL;
    if (queue == &delayed) {
        return finish(connection, DELTAS / 2) && serve(connection);
    }
    wait_in(queue, connection);
    return --connection->slow_left > 0 && put_deltas(connection, 1, 2);
}

/* Resumes what is due and says in how many nanoseconds the next one is. */
static int64_t serve_queue(struct queue *queue) {
    struct connection *first;
    int64_t now = now_ns();
    while ((first = TAILQ_FIRST(&queue->waiting)) != NULL && first->due <= now) {
        if (!resume(first)) {
            drop(first);
        }
    }
    return first == NULL ? 1000000000 : first->due - now;
}

static void loop(int listener) {
    struct epoll_event events[256];
    while (!stopping) {
        int64_t slow = serve_queue(&slow_streams), later = serve_queue(&delayed);
        int count = epoll_wait(epoll_fd, events, 256, (int) ((slow < later ? slow : later) / 1000000) + 1);
        for (int i = 0; i < count; i++) {
            struct connection *connection = events[i].data.ptr;
            if (connection == NULL) {
                accept_all(listener);
                continue;
            }
            if (!(events[i].events & EPOLLOUT ? flush(connection) : receive(connection))) {
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

int main(int count, char **arguments) {
    static const struct option OPTIONS[] = {
        {"port", required_argument, NULL, 'p'}, {"model", required_argument, NULL, 'm'},
        {"record", required_argument, NULL, 'r'}, {"delay", required_argument, NULL, 'd'},
        {"life", required_argument, NULL, 'l'}, {0}};
    int port = 0, option;
    unsigned life = 4 * 3600;
    while ((option = getopt_long(count, arguments, "", OPTIONS, NULL)) != -1) {
        switch (option) {
            case 'p': port = atoi(optarg); break;
            case 'm': answer_model = optarg; break;
            case 'd': delayed.interval_ns = atoll(optarg) * 1000000; break;
            case 'l': life = (unsigned) atoi(optarg); break;
            case 'r':
                if ((record_fd = open(optarg, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644)) < 0) {
                    die(optarg);
                }
                break;
            default: return 2;
        }
    }
    stop_on_signals();
    alarm(life); /* ends by itself even if its starter was killed */
    allow_many_files();
    TAILQ_INIT(&slow_streams.waiting);
    TAILQ_INIT(&delayed.waiting);
    render_deltas();
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    int listener = listen_on(port);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, listener, &event);
    loop(listener);
    return 0;
}
