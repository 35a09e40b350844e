// ChaCha20 with one vector for each row of its state: shifts, exclusive ors, and lanes moved around.
#include "program.h"

PROGRAM("simd", 500, 10)

typedef uint32_t uint4 __attribute__((vector_size(16)));

static uint4 rotate_left(uint4 value, int count)
{
    return value << (uint32_t)count | value >> (uint32_t)(32 - count);
}

static void make_block(const uint4 state[4], uint4 output[4])
{
    uint4 a = state[0], b = state[1], c = state[2], d = state[3];
    for (int half = 0; half < 20; half++)
    {
        a += b, d = rotate_left(d ^ a, 16);
        c += d, b = rotate_left(b ^ c, 12);
        a += b, d = rotate_left(d ^ a, 8);
        c += d, b = rotate_left(b ^ c, 7);
        // Turns columns into diagonals, and back again in the other half.
        if (half % 2 == 0)
        {
            b = __builtin_shufflevector(b, b, 1, 2, 3, 0);
            c = __builtin_shufflevector(c, c, 2, 3, 0, 1);
            d = __builtin_shufflevector(d, d, 3, 0, 1, 2);
        }
        else
        {
            b = __builtin_shufflevector(b, b, 3, 0, 1, 2);
            c = __builtin_shufflevector(c, c, 2, 3, 0, 1);
            d = __builtin_shufflevector(d, d, 1, 2, 3, 0);
        }
    }
    output[0] = a + state[0], output[1] = b + state[1], output[2] = c + state[2], output[3] = d + state[3];
}

static void run(int scale)
{
    static uint4 data[1 << 16];
    for (size_t index = 0; index < sizeof data / sizeof data[0]; index++)
        for (uint32_t lane = 0; lane < 4; lane++)
            data[index][lane] = ((uint32_t)index * 4 + lane) * 2654435761u;

    uint4 state[4] = {{0x61707865, 0x3320646e, 0x79622d32, 0x6b206574}, {0}, {0}, {1, 0x09000000, 0x4a000000, 0}};
    for (uint32_t index = 0; index < 8; index++)
        state[1 + index / 4][index % 4] = 0x03020100u + 0x04040404u * index;

    uint4 stream[4];
    make_block(state, stream);
    printf("%08x %08x\n", (unsigned)stream[0][0], (unsigned)stream[3][3]);
    for (int round = 0; round < scale; round++)
        for (size_t position = 0; position < sizeof data / sizeof data[0]; position += 4)
        {
            make_block(state, stream);
            for (size_t row = 0; row < 4; row++)
                data[position + row] ^= stream[row];
            state[3][0]++;
        }
    uint64_t checksum = 0;
    for (size_t index = 0; index < sizeof data / sizeof data[0]; index++)
        for (int lane = 0; lane < 4; lane++)
            checksum = add_to_checksum(checksum, data[index][lane]);
    print_checksum(checksum);
}
