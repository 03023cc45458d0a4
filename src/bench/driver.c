/*
 * A load driver for OpenAI's chat completions on loopback: one thread, epoll, kept-alive connections.
 *
 *   driver --port P --mode json|prompt|sse|idle [--connections N] [--seconds S] [--rate R] [--requests N]
 *          [--key K] [--model M] [--mark PREFIX] [--log FILE] [--per-second]
 *
 * Closed loop: every connection sends its next request when the last answer is complete. With --rate the loop is
 * open: request i is due at start + i / R whatever became of the others, waits for a free connection if it must, and
 * its latency counts from the instant it was due, so that a stall is charged to every request it delayed.
 *
 * An answer counts if its HTTP framing is complete, its status 200 and, for streams, its last event `data: [DONE]`.
 * Mode idle opens N streams, says `held` once each has its first bytes, and holds them for S seconds.
 * With --mark each request carries an id of its own (in the prompt and as x-litellm-call-id); ids whose answer
 * arrived whole are appended to the log. The result is one line of JSON on standard output, times in microseconds.
 */
#define _GNU_SOURCE
#include "common.h"
#include "response.h"
#include "results.h"

#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum { READ_MAX = 256 << 10, PROMPT_BYTES = 100 << 10, RETRY_NS = 20000000, MAX_SECONDS = 900 };

enum state { CLOSED, IDLE, SENDING, WAITING };

struct connection {
    int fd;
    enum state state;
    size_t sent;
    uint64_t number;
    int64_t due, first_at, retry_at;
    struct response response;
};

static struct {
    int port, connections;
    double seconds, rate;
    uint64_t requests;
    bool stream, idle, per_second;
    const char *mode, *key, *model, *mark;
    FILE *log;
} options = {.connections = 1, .seconds = 5, .mode = "json", .key = "sk-none", .model = "bench"};

volatile sig_atomic_t stopping;
static struct counts counts;
static struct connection *connections;
static char *request, buffer[READ_MAX];
static size_t request_length, marker_at[2];
static int epoll_fd, timer_fd;
static int64_t start, end;

/* ---- the request ----------------------------------------------------------------------------------------------- */

static const char SENTENCE[] = "Say in a few plain words what a gateway between applications and models is good for. ";

static size_t id_length(void) {
    return options.mark == NULL ? 0 : strlen(options.mark) + 9;
}

/* Rendered once; only the fixed-width marker changes from request to request. */
static void render_request(void) {
    char *body = malloc(PROMPT_BYTES + 2048), *whole = malloc(PROMPT_BYTES + 4096);
    char id[64] = "";
    size_t prompt = strcmp(options.mode, "prompt") == 0 ? PROMPT_BYTES : 160, used, body_marker = 0;
    if (options.mark != NULL) {
        snprintf(id, sizeof id, "%.48s-%08x", options.mark, 0);
    }
    used = (size_t) sprintf(body, "{\"model\":\"%s\",%s\"temperature\":0.7,\"messages\":["
        "{\"role\":\"system\",\"content\":\"You answer briefly.\"},{\"role\":\"user\",\"content\":\"",
        options.model, options.stream ? "\"stream\":true," : "");
    if (id[0] != 0) {
        used += (size_t) sprintf(body + used, "call-marker:");
        body_marker = used;
        used += (size_t) sprintf(body + used, "%s; ", id);
    }
    for (size_t stop = used + prompt; used < stop;) {
        size_t size = sizeof SENTENCE - 1 < stop - used ? sizeof SENTENCE - 1 : stop - used;
        memcpy(body + used, SENTENCE, size);
        used += size;
    }
    used += (size_t) sprintf(body + used, "\"}]}");
    size_t head = (size_t) sprintf(whole, "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
        "Authorization: Bearer %s\r\nContent-Type: application/json\r\nAccept: */*\r\nUser-Agent: meridian-bench\r\n",
        options.port, options.key);
    if (id[0] != 0) {
        head += (size_t) sprintf(whole + head, "x-litellm-call-id: ");
        marker_at[0] = head;
        head += (size_t) sprintf(whole + head, "%s\r\n", id);
    }
    head += (size_t) sprintf(whole + head, "Content-Length: %zu\r\n\r\n", used);
    marker_at[1] = head + body_marker;
    memcpy(whole + head, body, used);
    free(body);
    request = whole;
    request_length = head + used;
}

static void mark_request(uint64_t number) {
    char id[64];
    if (options.mark != NULL) {
        snprintf(id, sizeof id, "%.48s-%08x", options.mark, (unsigned) number);
        memcpy(request + marker_at[0], id, id_length());
        memcpy(request + marker_at[1], id, id_length());
    }
}

/* ---- connections ----------------------------------------------------------------------------------------------- */

static void watch(struct connection *connection, int operation, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = connection};
    epoll_ctl(epoll_fd, operation, connection->fd, &event);
}

static void close_connection(struct connection *connection, uint64_t *reason) {
    if (reason != NULL) {
        ++*reason;
    }
    close(connection->fd);
    connection->fd = -1;
    connection->state = CLOSED;
    connection->retry_at = now_ns() + (reason == NULL ? 0 : RETRY_NS);
}

/* On loopback connecting is immediate, so it may block; a server that is away refuses at once. */
static bool open_connection(struct connection *connection) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t) options.port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connection->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connection->fd < 0) {
        die("socket");
    }
    struct timeval patience = {.tv_sec = 2};
    setsockopt(connection->fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (connect(connection->fd, (struct sockaddr *) &address, sizeof address) < 0) {
        close_connection(connection, &counts.connect_failed);
        return false;
    }
    setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    watch(connection, EPOLL_CTL_ADD, EPOLLIN);
    connection->state = IDLE;
    return true;
}

/* Rewrites the marker each time, since the one request text serves all connections. */
static void send_more(struct connection *connection) {
    mark_request(connection->number);
    ssize_t count = send(connection->fd, request + connection->sent, request_length - connection->sent,
        MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0 && errno != EAGAIN) {
        close_connection(connection, &counts.broken);
        return;
    }
    connection->sent += count < 0 ? 0 : (size_t) count;
    bool whole = connection->sent == request_length;
    if (whole && connection->state == SENDING) {
        connection->state = WAITING;
        watch(connection, EPOLL_CTL_MOD, EPOLLIN);
    } else if (!whole && connection->state != SENDING) {
        connection->state = SENDING;
        watch(connection, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
    }
}

static void begin(struct connection *connection, int64_t due) {
    if (connection->state == CLOSED && !open_connection(connection)) {
        return;
    }
    connection->number = counts.started++;
    connection->due = due;
    connection->sent = 0;
    connection->first_at = 0;
    connection->state = WAITING;
    response_begin(&connection->response);
    send_more(connection);
}

/* ---- answers --------------------------------------------------------------------------------------------------- */

static void complete(struct connection *connection) {
    const struct response *response = &connection->response;
    counts.status[response->status > 0 && response->status < 600 ? response->status : 599]++;
    counts.bytes += response->bytes;
    if (response->status == 200 && options.stream && !response->done) {
        counts.incomplete++;
    } else if (response->status == 200) {
        counts.ok++;
        keep_sample(now_ns() - connection->due, connection->first_at - connection->due, connection->due - start);
        if (options.log != NULL) {
            fprintf(options.log, "%.48s-%08x\n", options.mark, (unsigned) connection->number);
        }
    }
    connection->state = IDLE;
    if (response->closes) {
        close_connection(connection, NULL);
    }
}

static void take(struct connection *connection, size_t length) {
    counts.reads++;
    if (connection->first_at == 0) {
        connection->first_at = now_ns();
        counts.held++;
    }
    enum outcome outcome = response_take(&connection->response, buffer, length);
    if (outcome == WHOLE) {
        complete(connection);
    } else if (outcome == MALFORMED) {
        close_connection(connection, &counts.broken);
    }
}

static void receive(struct connection *connection) {
    ssize_t count = recv(connection->fd, buffer, sizeof buffer, MSG_DONTWAIT);
    if (count > 0 && connection->state != IDLE) {
        take(connection, (size_t) count);
    } else if (count < 0 && errno == EAGAIN) {
        return;
    } else if (count == 0 && connection->response.framing == UNTIL_CLOSE) {
        complete(connection);
    } else {
        /* a kept-alive connection closed between two requests is nobody's error */
        close_connection(connection, connection->state == IDLE ? NULL : &counts.broken);
    }
}

/* ---- the loop -------------------------------------------------------------------------------------------------- */

static bool may_start(int64_t now) {
    return !stopping && now < end && (options.requests == 0 || counts.started < options.requests);
}

/* Starts what is due on free connections; in the closed loop every free connection is due. */
static void start_due(int64_t now) {
    static int next;
    for (int i = 0; i < options.connections && may_start(now); i++) {
        int64_t due = options.rate > 0 ? start + (int64_t) ((double) counts.started * 1e9 / options.rate) : now_ns();
        if (due > now_ns()) {
            return;
        }
        struct connection *connection = &connections[next++ % options.connections];
        if (connection->state == IDLE || (connection->state == CLOSED && now >= connection->retry_at)) {
            begin(connection, due);
        }
    }
}

static int busy(void) {
    int number = 0;
    for (int i = 0; i < options.connections; i++) {
        number += connections[i].state > IDLE;
    }
    return number;
}

static void tick_every(int64_t ns) {
    struct itimerspec every = {.it_interval = {.tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000}};
    every.it_value = every.it_interval;
    timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    timerfd_settime(timer_fd, 0, &every, NULL);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, timer_fd, &event);
}

/* In the closed loop the next request leaves as soon as the answer is in, without a turn through all connections. */
static void serve(struct connection *connection, uint32_t events) {
    if (events & EPOLLOUT) {
        send_more(connection);
    }
    if (connection->state != CLOSED && (events & (EPOLLIN | EPOLLERR | EPOLLHUP))) {
        receive(connection);
    }
    if (options.rate == 0 && !options.idle && connection->state == IDLE && may_start(now_ns())) {
        begin(connection, now_ns());
    }
}

static void report_held(void) {
    static bool said;
    if (options.idle && !said && counts.held >= options.connections) {
        said = true;
        end = now_ns() + (int64_t) (options.seconds * 1e9);
        printf("held\n");
        fflush(stdout);
    }
}

static void loop(void) {
    struct epoll_event events[512];
    int64_t patience = 10000000000LL; /* for answers still open when the time is up */
    while (true) {
        int64_t now = now_ns();
        bool all_sent = !options.idle && options.requests > 0 && counts.started >= options.requests;
        bool over = stopping || now >= end || all_sent;
        if (over && (options.idle || stopping || now >= end + patience || busy() == 0)) {
            return;
        }
        int count = epoll_wait(epoll_fd, events, 512, 100);
        bool tick = false;
        for (int i = 0; i < count; i++) {
            if (events[i].data.ptr == NULL) {
                uint64_t expirations;
                tick = read(timer_fd, &expirations, sizeof expirations) > 0;
            } else {
                serve(events[i].data.ptr, events[i].events);
            }
        }
        if (tick || options.rate > 0) {
            start_due(now_ns());
        }
        report_held();
    }
}

/* ---- the start -------------------------------------------------------------------------------------------------- */

static void read_options(int count, char **arguments) {
    static const struct option OPTIONS[] = {
        {"port", required_argument, NULL, 'p'}, {"mode", required_argument, NULL, 'm'},
        {"connections", required_argument, NULL, 'c'}, {"seconds", required_argument, NULL, 's'},
        {"rate", required_argument, NULL, 'r'}, {"requests", required_argument, NULL, 'n'},
        {"key", required_argument, NULL, 'k'}, {"model", required_argument, NULL, 'o'},
        {"mark", required_argument, NULL, 'a'}, {"log", required_argument, NULL, 'l'},
        {"per-second", no_argument, NULL, 'e'}, {0}};
    int option;
    while ((option = getopt_long(count, arguments, "", OPTIONS, NULL)) != -1) {
        switch (option) {
            case 'p': options.port = atoi(optarg); break;
            case 'm': options.mode = optarg; break;
            case 'c': options.connections = atoi(optarg); break;
            case 's': options.seconds = atof(optarg); break;
            case 'r': options.rate = atof(optarg); break;
            case 'n': options.requests = strtoull(optarg, NULL, 10); break;
            case 'k': options.key = optarg; break;
            case 'o': options.model = optarg; break;
            case 'a': options.mark = optarg; break;
            case 'l': options.log = fopen(optarg, "ae"); break;
            case 'e': options.per_second = true; break;
            default: exit(2);
        }
    }
    options.idle = strcmp(options.mode, "idle") == 0;
    options.stream = options.idle || strcmp(options.mode, "sse") == 0;
    if (options.port <= 0 || options.connections < 1 || options.seconds > MAX_SECONDS
            || (options.log != NULL && options.mark == NULL)) {
        fprintf(stderr, "driver: see the head of driver.c for its options\n");
        exit(2);
    }
    if (options.idle) { /* opened at a pace that no accept queue minds, each once */
        options.model = "slow";
        options.rate = 500;
        options.requests = (uint64_t) options.connections;
    }
}

int main(int count, char **arguments) {
    read_options(count, arguments);
    stop_on_signals();
    allow_many_files();
    connections = calloc((size_t) options.connections, sizeof *connections);
    for (int i = 0; i < options.connections; i++) {
        connections[i].fd = -1;
    }
    render_request();
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    start = now_ns();
    end = start + (int64_t) ((options.idle ? 60 : options.seconds) * 1e9);
    tick_every(options.rate > 0 ? (int64_t) (1e9 / options.rate) : 5000000);
    start_due(start);
    loop();
    counts.open = busy();
    print_results(options.mode, (double) (now_ns() - start) / 1e9, &counts, options.per_second);
    return 0;
}
