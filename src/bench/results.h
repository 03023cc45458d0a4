/* What a run found: latencies kept one by one, so that percentiles are exact, and counts; printed as JSON. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct counts {
    uint64_t started, ok, bytes, reads;
    uint64_t connect_failed, broken, incomplete;
    uint64_t status[600];
    int held, open;
};

void keep_sample(int64_t total_ns, int64_t first_ns, int64_t since_start_ns);
void print_results(const char *mode, double seconds, const struct counts *counts, bool per_second);
