// CRC-32, first a byte at a time, then eight by eight tables ("slicing"): table loads that depend on each other.
#include "program.h"

PROGRAM("integer", 200, 5)

static uint32_t tables[8][256];

static void make_tables(void)
{
    for (uint32_t index = 0; index < 256; index++)
    {
        uint32_t value = index;
        for (int bit = 0; bit < 8; bit++)
            value = value >> 1 ^ (0u - (value & 1) & 0xedb88320u);
        tables[0][index] = value;
    }
    for (int table = 1; table < 8; table++)
        for (int index = 0; index < 256; index++)
            tables[table][index] = tables[table - 1][index] >> 8 ^ tables[0][tables[table - 1][index] & 255];
}

static uint32_t by_bytes(uint32_t sum, const uint8_t *bytes, size_t count)
{
    sum = ~sum;
    for (size_t index = 0; index < count; index++)
        sum = sum >> 8 ^ tables[0][(sum ^ bytes[index]) & 255];
    return ~sum;
}

static uint32_t by_eights(uint32_t sum, const uint8_t *bytes, size_t count)
{
    sum = ~sum;
    for (; count >= 8; bytes += 8, count -= 8)
    {
        uint64_t word;
        memcpy(&word, bytes, 8); // little-endian, as both hosts are
        word ^= sum;
        sum = tables[7][word & 255] ^ tables[6][word >> 8 & 255] ^ tables[5][word >> 16 & 255] ^ tables[4][word >> 24 & 255] ^
              tables[3][word >> 32 & 255] ^ tables[2][word >> 40 & 255] ^ tables[1][word >> 48 & 255] ^ tables[0][word >> 56];
    }
    return by_bytes(~sum, bytes, count);
}

static void run(int scale)
{
    static uint8_t bytes[1 << 20];
    make_tables();
    printf("%08x\n", (unsigned)by_bytes(0, (const uint8_t *)"123456789", 9)); // cbf43926
    for (size_t index = 0; index < sizeof bytes; index++)
        bytes[index] = (uint8_t)next_random();
    uint32_t first = 0, second = 0;
    for (int round = 0; round < scale; round++)
    {
        first = by_bytes(first, bytes, sizeof bytes);
        second = by_eights(second, bytes, sizeof bytes);
    }
    printf("%08x %08x\n", (unsigned)first, (unsigned)second);
}
