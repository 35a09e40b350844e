// What every benchmark program shares: its entry, its scale, randomness with a fixed seed, and a checksum.
#pragma once

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Declares the program: its category and its scales. build.sh reads this line too, for programs.json.
// `program` does the work at its default scale, `program quick` a little of it, and `program NUMBER` any amount.
#define PROGRAM(category, default_scale, quick_scale)                                                                         \
    static void run(int scale);                                                                                               \
    int main(int argument_count, char **arguments)                                                                            \
    {                                                                                                                         \
        int scale = default_scale;                                                                                            \
        if (argument_count > 1)                                                                                               \
            scale = strcmp(arguments[1], "quick") == 0 ? quick_scale : atoi(arguments[1]);                                    \
        if (scale < 1)                                                                                                        \
        {                                                                                                                     \
            fputs("usage: program [quick | SCALE]\n", stderr);                                                                \
            return 2;                                                                                                         \
        }                                                                                                                     \
        run(scale);                                                                                                           \
        return 0;                                                                                                             \
    }

static uint64_t random_state = 0x9e3779b97f4a7c15u;

// Marsaglia's xorshift with a final multiplication.
static inline uint64_t next_random(void)
{
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return random_state * 0x2545f4914f6cdd1du;
}

static inline uint32_t next_random_below(uint32_t bound)
{
    return (uint32_t)(((next_random() >> 32) * bound) >> 32);
}

// In [0, 1), with all 53 bits of a double, so exact on every host.
static inline double next_random_double(void)
{
    return (double)(next_random() >> 11) * (1.0 / 9007199254740992.0);
}

static inline uint64_t add_to_checksum(uint64_t checksum, uint64_t value)
{
    checksum = (checksum ^ value) * 0xff51afd7ed558ccdu;
    return checksum ^ (checksum >> 32);
}

static inline uint64_t add_double_to_checksum(uint64_t checksum, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return add_to_checksum(checksum, bits);
}

static inline uint64_t add_bytes_to_checksum(uint64_t checksum, const void *bytes, size_t count)
{
    const uint8_t *byte = bytes;
    for (size_t index = 0; index < count; index++)
        checksum = (checksum ^ byte[index]) * 0x100000001b3u;
    return checksum;
}

static inline void print_checksum(uint64_t checksum)
{
    printf("checksum %08x%08x\n", (unsigned)(checksum >> 32), (unsigned)checksum);
}

static inline void *allocate(size_t size)
{
    void *memory = malloc(size);
    if (memory == NULL)
    {
        fputs("out of memory\n", stderr);
        exit(1);
    }
    return memory;
}
