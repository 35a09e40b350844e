// Encodes and decodes Base64: bytes to bits and back through tables.
#include "program.h"

PROGRAM("text", 800, 20)

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static int8_t values[256];

static size_t encode(const uint8_t *input, size_t count, char *output)
{
    char *place = output;
    for (; count >= 3; input += 3, count -= 3)
    {
        uint32_t bits = (uint32_t)input[0] << 16 | (uint32_t)input[1] << 8 | input[2];
        *place++ = alphabet[bits >> 18];
        *place++ = alphabet[bits >> 12 & 63];
        *place++ = alphabet[bits >> 6 & 63];
        *place++ = alphabet[bits & 63];
    }
    if (count > 0)
    {
        uint32_t bits = (uint32_t)input[0] << 16 | (count == 2 ? (uint32_t)input[1] << 8 : 0);
        *place++ = alphabet[bits >> 18];
        *place++ = alphabet[bits >> 12 & 63];
        *place++ = count == 2 ? alphabet[bits >> 6 & 63] : '=';
        *place++ = '=';
    }
    return (size_t)(place - output);
}

static size_t decode(const char *input, size_t count, uint8_t *output)
{
    uint8_t *place = output;
    uint32_t bits = 0;
    int held = 0;
    for (size_t index = 0; index < count; index++)
    {
        int value = values[(uint8_t)input[index]];
        if (value < 0)
            break;
        bits = bits << 6 | (uint32_t)value;
        held += 6;
        if (held >= 8)
        {
            held -= 8;
            *place++ = (uint8_t)(bits >> held);
        }
    }
    return (size_t)(place - output);
}

static void run(int scale)
{
    static uint8_t bytes[500000], again[500000];
    static char text[700000];
    memset(values, -1, sizeof values);
    for (int index = 0; index < 64; index++)
        values[(uint8_t)alphabet[index]] = (int8_t)index;
    for (size_t index = 0; index < sizeof bytes; index++)
        bytes[index] = (uint8_t)next_random();

    uint64_t checksum = 0;
    for (int round = 0; round < scale; round++)
    {
        size_t count = sizeof bytes - (size_t)round % 7;
        bytes[round] ^= 0x5a;
        size_t size = encode(bytes, count, text);
        if (decode(text, size, again) != count || memcmp(bytes, again, count) != 0)
            puts("not the same again");
        checksum = add_to_checksum(checksum, (uint64_t)text[next_random_below((uint32_t)size)] + size);
    }
    print_checksum(checksum);
}
