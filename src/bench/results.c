#include "results.h"

#include <stdio.h>
#include <stdlib.h>

struct sample {
    uint32_t total, first; /* microseconds */
    uint32_t second;       /* of the run in which the request was due */
};

static struct sample *samples;
static size_t count, room;

void keep_sample(int64_t total_ns, int64_t first_ns, int64_t since_start_ns) {
    if (count == room) {
        room = room == 0 ? 1 << 16 : room * 2;
        samples = realloc(samples, room * sizeof *samples);
    }
    samples[count++] = (struct sample) {.total = (uint32_t) (total_ns / 1000), .first = (uint32_t) (first_ns / 1000),
        .second = (uint32_t) (since_start_ns / 1000000000)};
}

static int order(uint32_t left, uint32_t right) {
    return (left > right) - (left < right);
}

static int by_total(const void *left, const void *right) {
    return order(((const struct sample *) left)->total, ((const struct sample *) right)->total);
}

static int by_first(const void *left, const void *right) {
    return order(((const struct sample *) left)->first, ((const struct sample *) right)->first);
}

static int by_second(const void *left, const void *right) {
    int seconds = order(((const struct sample *) left)->second, ((const struct sample *) right)->second);
    return seconds != 0 ? seconds : by_total(left, right);
}

static struct sample at(const struct sample *sorted, size_t size, double quantile) {
    size_t rank = (size_t) (quantile * (double) size);
    return size == 0 ? (struct sample) {0} : sorted[rank < size ? rank : size - 1];
}

static void print_seconds(void) {
    qsort(samples, count, sizeof *samples, by_second);
    printf(",\"per_second\":[");
    for (size_t from = 0, to = 0; from < count; from = to) {
        while (to < count && samples[to].second == samples[from].second) {
            to++;
        }
        const struct sample *second = samples + from;
        size_t size = to - from;
        printf("%s{\"second\":%u,\"count\":%zu,\"p50\":%u,\"p99\":%u,\"max\":%u}", from == 0 ? "" : ",", second->second,
            size, at(second, size, 0.5).total, at(second, size, 0.99).total, at(second, size, 1).total);
    }
    printf("]");
}

static void print_errors(const struct counts *counts) {
    printf(",\"errors\":{\"connect\":%lu,\"broken\":%lu,\"incomplete\":%lu", counts->connect_failed, counts->broken,
        counts->incomplete);
    for (int status = 0; status < 600; status++) {
        if (status != 200 && counts->status[status] > 0) {
            printf(",\"%d\":%lu", status, counts->status[status]);
        }
    }
    printf("}");
}

void print_results(const char *mode, double seconds, const struct counts *counts, bool per_second) {
    printf("{\"mode\":\"%s\",\"seconds\":%.3f,\"started\":%lu,\"ok\":%lu,\"per_s\":%.1f", mode, seconds,
        counts->started, counts->ok, (double) counts->ok / seconds);
    qsort(samples, count, sizeof *samples, by_first);
    printf(",\"first_p50\":%u,\"first_p99\":%u", at(samples, count, 0.5).first, at(samples, count, 0.99).first);
    qsort(samples, count, sizeof *samples, by_total);
    printf(",\"p50\":%u,\"p90\":%u,\"p99\":%u,\"max\":%u", at(samples, count, 0.5).total, at(samples, count, 0.9).total,
        at(samples, count, 0.99).total, at(samples, count, 1).total);
    printf(",\"bytes\":%lu,\"reads\":%lu,\"held\":%d,\"open\":%d", counts->bytes, counts->reads, counts->held,
        counts->open);
    print_errors(counts);
    if (per_second) {
        print_seconds();
    }
    printf("}\n");
}
