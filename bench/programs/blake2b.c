// BLAKE2b over generated data: 64-bit additions, rotations and exclusive ors.
#include "program.h"

PROGRAM("cryptography", 450, 10)

static const uint64_t start_state[8] = {
    0x6a09e667f3bcc908u, 0xbb67ae8584caa73bu, 0x3c6ef372fe94f82bu, 0xa54ff53a5f1d36f1u,
    0x510e527fade682d1u, 0x9b05688c2b3e6c1fu, 0x1f83d9abfb41bd6bu, 0x5be0cd19137e2179u,
};

static const uint8_t order[10][16] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
    {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
    {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
    {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
    {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
};

static inline uint64_t rotate_right(uint64_t value, int count)
{
    return value >> count | value << (64 - count);
}

static inline void mix(uint64_t *work, int a, int b, int c, int d, uint64_t first, uint64_t second)
{
    work[a] += work[b] + first;
    work[d] = rotate_right(work[d] ^ work[a], 32);
    work[c] += work[d];
    work[b] = rotate_right(work[b] ^ work[c], 24);
    work[a] += work[b] + second;
    work[d] = rotate_right(work[d] ^ work[a], 16);
    work[c] += work[d];
    work[b] = rotate_right(work[b] ^ work[c], 63);
}

static void compress(uint64_t state[8], const uint8_t *block, uint64_t counter, int last)
{
    uint64_t words[16], work[16];
    memcpy(words, block, sizeof words); // little-endian, as both hosts are
    memcpy(work, state, 64);
    memcpy(work + 8, start_state, 64);
    work[12] ^= counter;
    if (last)
        work[14] = ~work[14];
    for (int round = 0; round < 12; round++)
    {
        const uint8_t *pick = order[round % 10];
        mix(work, 0, 4, 8, 12, words[pick[0]], words[pick[1]]);
        mix(work, 1, 5, 9, 13, words[pick[2]], words[pick[3]]);
        mix(work, 2, 6, 10, 14, words[pick[4]], words[pick[5]]);
        mix(work, 3, 7, 11, 15, words[pick[6]], words[pick[7]]);
        mix(work, 0, 5, 10, 15, words[pick[8]], words[pick[9]]);
        mix(work, 1, 6, 11, 12, words[pick[10]], words[pick[11]]);
        mix(work, 2, 7, 8, 13, words[pick[12]], words[pick[13]]);
        mix(work, 3, 4, 9, 14, words[pick[14]], words[pick[15]]);
    }
    for (int index = 0; index < 8; index++)
        state[index] ^= work[index] ^ work[index + 8];
}

static void hash(const uint8_t *bytes, size_t count, uint64_t state[8])
{
    memcpy(state, start_state, 64);
    state[0] ^= 0x01010040u; // no key, 64 bytes of output
    size_t position = 0;
    for (; position + 128 < count; position += 128)
        compress(state, bytes + position, position + 128, 0);
    uint8_t tail[128] = {0};
    memcpy(tail, bytes + position, count - position);
    compress(state, tail, count, 1);
}

static void print_hash(const uint64_t state[8])
{
    for (int index = 0; index < 64; index++)
        printf("%02x", (unsigned)(state[index / 8] >> (index % 8 * 8)) & 255);
    printf("\n");
}

static void run(int scale)
{
    uint64_t state[8];
    hash((const uint8_t *)"abc", 3, state);
    print_hash(state);

    static uint8_t bytes[1 << 20];
    for (size_t index = 0; index < sizeof bytes; index++)
        bytes[index] = (uint8_t)(index * 131 ^ index >> 9);
    for (int round = 0; round < scale; round++)
    {
        hash(bytes, sizeof bytes, state);
        memcpy(bytes, state, 64); // each round depends on the one before
    }
    print_hash(state);
}
