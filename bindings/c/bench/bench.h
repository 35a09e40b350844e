/* What the two programs of the measurement have in common: bindings/bench/README.md. */
#ifndef BENCH_H
#define BENCH_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { MEGABYTE = 1 << 20 };

static int64_t bench_now(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

/* How often: a hundredth when it is only to be seen that everything runs. */
static int bench_count(int count)
{
    return getenv("LANNER_BENCH_QUICK") == NULL ? count : count / 100 > 0 ? count / 100 : 1;
}

struct bench_result {
    double first_answer_ms; /* negative when the caller has not said when it started */
    double call_ns;
    double callback_ns;
    double megabyte_us;
    double trap_us;
};

/* To be called when the first answer is there. */
static void bench_first_answer(struct bench_result* result)
{
    const char* start = getenv("LANNER_BENCH_START");
    result->first_answer_ms = start == NULL ? -1 : (double)(bench_now(CLOCK_REALTIME) - strtoll(start, NULL, 10)) / 1e6;
}

static void bench_print(const char* language, const char* engine, const struct bench_result* result)
{
    printf("{\"language\": \"%s\", \"engine\": \"%s\", ", language, engine);
    if (result->first_answer_ms >= 0) {
        printf("\"first_answer_ms\": %.1f, ", result->first_answer_ms);
    }
    printf(
        "\"call_ns\": %.1f, \"callback_ns\": %.1f, \"megabyte_us\": %.1f, \"trap_us\": %.2f}\n", result->call_ns, result->callback_ns,
        result->megabyte_us, result->trap_us);
}

#endif
