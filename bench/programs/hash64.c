// A 64-bit hash in the manner of xxHash: four lanes of multiplications and rotations, and a careful tail.
#include "program.h"

PROGRAM("integer", 18000, 500)

#define PRIME_1 0x9e3779b185ebca87u
#define PRIME_2 0xc2b2ae3d27d4eb4fu
#define PRIME_3 0x165667b19e3779f9u

static inline uint64_t rotate_left(uint64_t value, int count)
{
    return value << count | value >> (64 - count);
}

static inline uint64_t read_word(const uint8_t *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, 8);
    return word;
}

static inline uint64_t step(uint64_t lane, uint64_t word)
{
    return rotate_left(lane + word * PRIME_2, 31) * PRIME_1;
}

static uint64_t hash(const uint8_t *bytes, size_t count, uint64_t seed)
{
    uint64_t result = seed + PRIME_3;
    size_t left = count;
    if (left >= 32)
    {
        uint64_t a = seed + PRIME_1, b = seed + PRIME_2, c = seed, d = seed - PRIME_1;
        for (; left >= 32; bytes += 32, left -= 32)
        {
            a = step(a, read_word(bytes));
            b = step(b, read_word(bytes + 8));
            c = step(c, read_word(bytes + 16));
            d = step(d, read_word(bytes + 24));
        }
        result = rotate_left(a, 1) + rotate_left(b, 7) + rotate_left(c, 12) + rotate_left(d, 18);
    }
    result += count;
    for (; left >= 8; bytes += 8, left -= 8)
        result = rotate_left(result ^ step(0, read_word(bytes)), 27) * PRIME_1 + PRIME_3;
    for (; left > 0; bytes++, left--)
        result = rotate_left(result ^ *bytes * PRIME_3, 11) * PRIME_1;
    result = (result ^ result >> 33) * PRIME_2;
    result = (result ^ result >> 29) * PRIME_3;
    return result ^ result >> 32;
}

static void run(int scale)
{
    static uint8_t bytes[1 << 18];
    for (size_t index = 0; index < sizeof bytes; index++)
        bytes[index] = (uint8_t)next_random();
    uint64_t checksum = 0;
    for (int round = 0; round < scale; round++)
    {
        checksum = hash(bytes, sizeof bytes, checksum);
        // Short keys as hash tables have them, of every length.
        for (size_t start = 0; start < 40000; start += 40)
            checksum += hash(bytes + start, start / 40 % 64, checksum);
    }
    print_checksum(checksum);
}
