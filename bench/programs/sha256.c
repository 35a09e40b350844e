// SHA-256 over generated data: 32-bit rotations, additions and exclusive ors.
#include "program.h"

PROGRAM("cryptography", 140, 3)

static uint32_t round_constants[64];

// The constants are the fractions of cube roots of primes; integer arithmetic finds their first 32 bits exactly.
static void make_round_constants(void)
{
    int found = 0;
    for (uint32_t candidate = 2; found < 64; candidate++)
    {
        int prime = 1;
        for (uint32_t divisor = 2; divisor * divisor <= candidate; divisor++)
            prime &= candidate % divisor != 0;
        if (!prime)
            continue;
        // Largest root with root^3 <= candidate * 2^96, by bisection, in 128-bit pieces.
        uint64_t low = 0, high = (uint64_t)8 << 32;
        while (high - low > 1)
        {
            uint64_t middle = low + (high - low) / 2;
            unsigned __int128 square = (unsigned __int128)middle * middle;
            // The cube of a number below 2^35 needs 105 bits, so it fits.
            if (square * middle <= (unsigned __int128)candidate << 96)
                low = middle;
            else
                high = middle;
        }
        round_constants[found++] = (uint32_t)low;
    }
}

static uint32_t rotate_right(uint32_t value, int count)
{
    return value >> count | value << (32 - count);
}

static void compress(uint32_t state[8], const uint8_t *block)
{
    uint32_t words[64];
    for (int index = 0; index < 16; index++)
        words[index] = (uint32_t)block[4 * index] << 24 | (uint32_t)block[4 * index + 1] << 16 |
                       (uint32_t)block[4 * index + 2] << 8 | block[4 * index + 3];
    for (int index = 16; index < 64; index++)
    {
        uint32_t before = words[index - 15], recent = words[index - 2];
        words[index] = words[index - 16] + words[index - 7] +
                       (rotate_right(before, 7) ^ rotate_right(before, 18) ^ before >> 3) +
                       (rotate_right(recent, 17) ^ rotate_right(recent, 19) ^ recent >> 10);
    }
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
    for (int index = 0; index < 64; index++)
    {
        uint32_t first = h + (rotate_right(e, 6) ^ rotate_right(e, 11) ^ rotate_right(e, 25)) + ((e & f) ^ (~e & g)) +
                         round_constants[index] + words[index];
        uint32_t second = (rotate_right(a, 2) ^ rotate_right(a, 13) ^ rotate_right(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
        h = g, g = f, f = e, e = d + first;
        d = c, c = b, b = a, a = first + second;
    }
    state[0] += a, state[1] += b, state[2] += c, state[3] += d, state[4] += e, state[5] += f, state[6] += g, state[7] += h;
}

static void hash(const uint8_t *bytes, size_t count, uint32_t state[8])
{
    static const uint32_t start[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    memcpy(state, start, sizeof start);
    size_t position = 0;
    for (; position + 64 <= count; position += 64)
        compress(state, bytes + position);
    uint8_t tail[128] = {0};
    size_t rest = count - position, tail_size = rest < 56 ? 64 : 128;
    memcpy(tail, bytes + position, rest);
    tail[rest] = 0x80;
    for (int index = 0; index < 8; index++)
        tail[tail_size - 1 - (size_t)index] = (uint8_t)((uint64_t)count * 8 >> (8 * index));
    for (position = 0; position < tail_size; position += 64)
        compress(state, tail + position);
}

static void print_hash(const uint32_t state[8])
{
    for (int index = 0; index < 8; index++)
        printf("%08x", (unsigned)state[index]);
    printf("\n");
}

static void run(int scale)
{
    make_round_constants();
    uint32_t state[8];
    hash((const uint8_t *)"abc", 3, state);
    print_hash(state);

    size_t count = (size_t)scale << 20;
    uint8_t *bytes = allocate(count);
    for (size_t index = 0; index < count; index++)
        bytes[index] = (uint8_t)(index * 131 ^ index >> 9);
    hash(bytes, count, state);
    print_hash(state);
    free(bytes);
}
