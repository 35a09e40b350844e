// Sorts 64-bit keys a byte at a time: histograms and scattered stores, no comparisons.
#include "program.h"

PROGRAM("sort", 180, 5)

static void sort_keys(uint64_t *keys, uint64_t *other, size_t count)
{
    static uint32_t positions[8][256];
    memset(positions, 0, sizeof positions);
    for (size_t index = 0; index < count; index++)
        for (int byte = 0; byte < 8; byte++)
            positions[byte][(keys[index] >> (8 * byte)) & 255]++;
    for (int byte = 0; byte < 8; byte++)
    {
        uint32_t sum = 0;
        for (int digit = 0; digit < 256; digit++)
        {
            uint32_t digits = positions[byte][digit];
            positions[byte][digit] = sum;
            sum += digits;
        }
        for (size_t index = 0; index < count; index++)
            other[positions[byte][(keys[index] >> (8 * byte)) & 255]++] = keys[index];
        uint64_t *swap = keys;
        keys = other;
        other = swap;
    }
}

static void run(int scale)
{
    size_t count = 250000;
    uint64_t *keys = allocate(sizeof *keys * count), *other = allocate(sizeof *other * count);
    uint64_t checksum = 0;
    for (int round = 0; round < scale; round++)
    {
        for (size_t index = 0; index < count; index++)
            keys[index] = next_random();
        sort_keys(keys, other, count);
        for (size_t index = 0; index < count; index++)
        {
            checksum = add_to_checksum(checksum, keys[index]);
            if (index > 0 && keys[index - 1] > keys[index])
                puts("not sorted");
        }
    }
    print_checksum(checksum);
    free(keys), free(other);
}
