// MD5 over generated data: one long chain of dependent 32-bit operations.
#include "program.h"

PROGRAM("cryptography", 350, 8)

// The constants are floor(2^32 * |sin(i + 1)|), written out since the C libraries' sines need not agree.
static const uint32_t sines[64] = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
};

static const uint8_t rotations[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};

static void compress(uint32_t state[4], const uint8_t *block)
{
    uint32_t words[16];
    memcpy(words, block, sizeof words); // little-endian, as both hosts are
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    for (int index = 0; index < 64; index++)
    {
        uint32_t mixed;
        int word;
        switch (index / 16)
        {
        case 0: mixed = (b & c) | (~b & d), word = index; break;
        case 1: mixed = (d & b) | (~d & c), word = 5 * index + 1; break;
        case 2: mixed = b ^ c ^ d, word = 3 * index + 5; break;
        default: mixed = c ^ (b | ~d), word = 7 * index; break;
        }
        uint32_t sum = a + mixed + sines[index] + words[word % 16];
        int count = rotations[index / 16][index % 4];
        a = d, d = c, c = b;
        b += sum << count | sum >> (32 - count);
    }
    state[0] += a, state[1] += b, state[2] += c, state[3] += d;
}

static void hash(const uint8_t *bytes, size_t count, uint32_t state[4])
{
    state[0] = 0x67452301, state[1] = 0xefcdab89, state[2] = 0x98badcfe, state[3] = 0x10325476;
    size_t position = 0;
    for (; position + 64 <= count; position += 64)
        compress(state, bytes + position);
    uint8_t tail[128] = {0};
    size_t rest = count - position, tail_size = rest < 56 ? 64 : 128;
    memcpy(tail, bytes + position, rest);
    tail[rest] = 0x80;
    uint64_t bits = (uint64_t)count * 8;
    memcpy(tail + tail_size - 8, &bits, 8);
    for (position = 0; position < tail_size; position += 64)
        compress(state, tail + position);
}

static void print_hash(const uint32_t state[4])
{
    for (int index = 0; index < 16; index++)
        printf("%02x", (unsigned)(state[index / 4] >> (index % 4 * 8)) & 255);
    printf("\n");
}

static void run(int scale)
{
    uint32_t state[4];
    hash((const uint8_t *)"abc", 3, state);
    print_hash(state);

    static uint8_t bytes[1 << 20];
    for (size_t index = 0; index < sizeof bytes; index++)
        bytes[index] = (uint8_t)(index * 131 ^ index >> 9);
    for (int round = 0; round < scale; round++)
    {
        hash(bytes, sizeof bytes, state);
        memcpy(bytes, state, 16);
    }
    print_hash(state);
}
