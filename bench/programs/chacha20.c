// The ChaCha20 stream cipher: many live 32-bit values, additions and rotations.
#include "program.h"

PROGRAM("cryptography", 300, 6)

static inline uint32_t rotate_left(uint32_t value, int count)
{
    return value << count | value >> (32 - count);
}

#define QUARTER_ROUND(a, b, c, d)    \
    a += b, d = rotate_left(d ^ a, 16); \
    c += d, b = rotate_left(b ^ c, 12); \
    a += b, d = rotate_left(d ^ a, 8);  \
    c += d, b = rotate_left(b ^ c, 7)

static void make_block(const uint32_t state[16], uint32_t output[16])
{
    uint32_t x0 = state[0], x1 = state[1], x2 = state[2], x3 = state[3], x4 = state[4], x5 = state[5], x6 = state[6], x7 = state[7];
    uint32_t x8 = state[8], x9 = state[9], x10 = state[10], x11 = state[11], x12 = state[12], x13 = state[13], x14 = state[14], x15 = state[15];
    for (int round = 0; round < 10; round++)
    {
        QUARTER_ROUND(x0, x4, x8, x12);
        QUARTER_ROUND(x1, x5, x9, x13);
        QUARTER_ROUND(x2, x6, x10, x14);
        QUARTER_ROUND(x3, x7, x11, x15);
        QUARTER_ROUND(x0, x5, x10, x15);
        QUARTER_ROUND(x1, x6, x11, x12);
        QUARTER_ROUND(x2, x7, x8, x13);
        QUARTER_ROUND(x3, x4, x9, x14);
    }
    uint32_t mixed[16] = {x0, x1, x2, x3, x4, x5, x6, x7, x8, x9, x10, x11, x12, x13, x14, x15};
    for (int index = 0; index < 16; index++)
        output[index] = mixed[index] + state[index];
}

static void run(int scale)
{
    static uint32_t data[1 << 18];
    for (size_t index = 0; index < sizeof data / sizeof data[0]; index++)
        data[index] = (uint32_t)index * 2654435761u;

    // The key and nonce of RFC 8439's first block test.
    uint32_t state[16] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};
    for (uint32_t index = 0; index < 8; index++)
        state[4 + index] = 0x03020100u + 0x04040404u * index;
    state[12] = 1, state[13] = 0x09000000, state[14] = 0x4a000000, state[15] = 0;

    uint32_t stream[16];
    make_block(state, stream);
    printf("%08x %08x\n", (unsigned)stream[0], (unsigned)stream[15]);
    for (int round = 0; round < scale; round++)
        for (size_t position = 0; position < sizeof data / sizeof data[0]; position += 16)
        {
            make_block(state, stream);
            for (int index = 0; index < 16; index++)
                data[position + (size_t)index] ^= stream[index];
            state[12]++;
        }
    uint64_t checksum = 0;
    for (size_t index = 0; index < sizeof data / sizeof data[0]; index++)
        checksum = add_to_checksum(checksum, data[index]);
    print_checksum(checksum);
}
