// Compresses and expands generated data with zlib, at several levels. The argument is the scale: megabytes.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "zlib.h"

static uint32_t state = 12345;

static uint32_t next_random(uint32_t bound)
{
    state = state * 1664525u + 1013904223u;
    return (uint32_t)(((uint64_t)state * bound) >> 32);
}

// A third text, a third records with numbers that change slowly, a third noise of few bits.
static void generate(unsigned char *data, size_t size)
{
    static const char *const words[] = {"memory", "table", "global", "function", "import", "export", "element", "data", "start", "custom", "type", "code"};
    size_t place = 0;
    while (place < size / 3)
    {
        const char *word = words[next_random(12)];
        for (; *word != '\0' && place < size; word++)
            data[place++] = (unsigned char)*word;
        if (place < size)
            data[place++] = next_random(11) == 0 ? '\n' : ' ';
    }
    for (uint32_t record = 0; place < size * 2 / 3; record++)
    {
        uint32_t fields[4] = {record, record * 3 / 2, next_random(50), 0xcafe0000u + record % 16};
        for (size_t byte = 0; byte < 16 && place < size; byte++)
            data[place++] = (unsigned char)(fields[byte / 4] >> (byte % 4 * 8));
    }
    while (place < size)
        data[place++] = (unsigned char)next_random(19);
}

int main(int argument_count, char **arguments)
{
    int scale = argument_count > 1 ? atoi(arguments[1]) : 3;
    size_t size = (size_t)(scale < 1 ? 1 : scale) << 20;
    uLong bound = compressBound((uLong)size);
    unsigned char *data = malloc(size), *packed = malloc(bound), *again = malloc(size);
    if (data == NULL || packed == NULL || again == NULL)
        return 1;
    generate(data, size);
    printf("%zu bytes, crc %08lx, adler %08lx\n", size, crc32(0, data, (uInt)size), adler32(1, data, (uInt)size));

    static const int levels[] = {1, 6, 9};
    for (size_t index = 0; index < sizeof levels / sizeof levels[0]; index++)
    {
        uLongf packed_size = bound, again_size = (uLongf)size;
        if (compress2(packed, &packed_size, data, (uLong)size, levels[index]) != Z_OK)
            return 1;
        uLong sum = crc32(0, packed, (uInt)packed_size);
        for (int round = 0; round < 4; round++)
            if (uncompress(again, &again_size, packed, packed_size) != Z_OK || again_size != size)
                return 1;
        printf("level %d: %lu bytes, crc %08lx, %s\n", levels[index], (unsigned long)packed_size, sum,
               memcmp(data, again, size) == 0 ? "the same again" : "different");
    }
    free(data), free(packed), free(again);
    return 0;
}
