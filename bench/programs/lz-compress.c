// Compresses by back references found through hash chains, and expands again: bytes, branches, short copies.
#include "program.h"

PROGRAM("text", 32, 1)

#define WINDOW 65535
#define HASH_BITS 15
#define SHORTEST 4
#define LONGEST 259

static int32_t heads[1 << HASH_BITS];
static int32_t chain[1 << 20];

static uint32_t hash_at(const uint8_t *bytes)
{
    uint32_t word;
    memcpy(&word, bytes, 4);
    return word * 2654435761u >> (32 - HASH_BITS);
}

// The output is a sequence of: a count of literals, the literals, then a length and a distance of two bytes.
static size_t compress(const uint8_t *input, int32_t size, uint8_t *output)
{
    uint8_t *place = output;
    memset(heads, -1, sizeof heads);
    int32_t literal_start = 0, position = 0;
    while (position < size)
    {
        int32_t best_length = 0, best_distance = 0;
        if (position + SHORTEST <= size)
        {
            int32_t most = size - position < LONGEST ? size - position : LONGEST;
            int32_t candidate = heads[hash_at(input + position)];
            for (int tries = 24; tries > 0 && candidate >= 0 && position - candidate <= WINDOW; tries--, candidate = chain[candidate])
            {
                if (best_length > 0 && input[candidate + best_length] != input[position + best_length])
                    continue;
                int32_t length = 0;
                while (length < most && input[candidate + length] == input[position + length])
                    length++;
                if (length > best_length)
                {
                    best_length = length, best_distance = position - candidate;
                    if (length == most)
                        break;
                }
            }
        }
        int32_t advance = best_length >= SHORTEST ? best_length : 1;
        if (best_length >= SHORTEST || position - literal_start == 254 || position + 1 == size)
        {
            int32_t literals = position - literal_start + (best_length >= SHORTEST ? 0 : 1);
            *place++ = (uint8_t)literals;
            memcpy(place, input + literal_start, (size_t)literals);
            place += literals;
            int32_t length = best_length >= SHORTEST ? best_length : 0;
            *place++ = (uint8_t)(length == 0 ? 0 : length - SHORTEST + 1 > 255 ? 255 : length - SHORTEST + 1);
            if (length != 0)
            {
                if (length - SHORTEST + 1 > 255)
                    advance = 255 + SHORTEST - 1;
                *place++ = (uint8_t)best_distance;
                *place++ = (uint8_t)(best_distance >> 8);
            }
            literal_start = position + advance;
        }
        for (int32_t end = position + advance; position < end; position++)
            if (position + SHORTEST <= size)
            {
                uint32_t hash = hash_at(input + position);
                chain[position] = heads[hash];
                heads[hash] = position;
            }
    }
    return (size_t)(place - output);
}

static size_t expand(const uint8_t *input, size_t size, uint8_t *output)
{
    uint8_t *place = output;
    for (const uint8_t *end = input + size; input < end;)
    {
        int literals = *input++;
        memcpy(place, input, (size_t)literals);
        place += literals;
        input += literals;
        int length = *input++;
        if (length == 0)
            continue;
        length += SHORTEST - 1;
        const uint8_t *from = place - (input[0] | input[1] << 8);
        input += 2;
        while (length-- > 0) // byte by byte: the two may overlap
            *place++ = *from++;
    }
    return (size_t)(place - output);
}

static void run(int scale)
{
    static uint8_t text[1 << 20], packed[(1 << 20) + (1 << 16)], again[1 << 20];
    static const char *const words[] = {"memory", "table", "global", "function", "import", "export", "element", "data", "start", "custom", "type", "code"};
    uint64_t checksum = 0;
    size_t total = 0;
    for (int round = 0; round < scale; round++)
    {
        int32_t size = 0;
        while (size < (1 << 20) - 64)
        {
            const char *word = words[next_random_below(12)];
            size_t length = strlen(word);
            memcpy(text + size, word, length);
            size += (int32_t)length;
            if (next_random_below(3) == 0)
                size += sprintf((char *)text + size, "%u", (unsigned)next_random_below(5000));
            text[size++] = next_random_below(10) == 0 ? '\n' : ' ';
        }
        size_t packed_size = compress(text, size, packed);
        if (expand(packed, packed_size, again) != (size_t)size || memcmp(text, again, (size_t)size) != 0)
            puts("not the same again");
        total += packed_size;
        checksum = add_bytes_to_checksum(checksum, packed, packed_size);
    }
    printf("%u bytes for %d MiB\n", (unsigned)total, scale);
    print_checksum(checksum);
}
