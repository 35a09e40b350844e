// AES-128 in counter mode, by the textbook's S-box and field arithmetic: byte loads from a table and byte shuffles.
#include "program.h"

PROGRAM("cryptography", 50, 1)

static uint8_t substitution[256];
static uint8_t round_keys[11][16];

static uint8_t twice(uint8_t value)
{
    return (uint8_t)(value << 1 ^ (value >> 7) * 0x1b);
}

static void make_substitution(void)
{
    // Walks all powers of the generator 3, and the inverses beside them.
    uint8_t power = 1, inverse = 1;
    do
    {
        power = (uint8_t)(power ^ twice(power));
        inverse ^= (uint8_t)(inverse << 1);
        inverse ^= (uint8_t)(inverse << 2);
        inverse ^= (uint8_t)(inverse << 4);
        if (inverse & 0x80)
            inverse ^= 0x09;
        uint32_t wide = inverse * 0x0101u;
        substitution[power] = (uint8_t)(inverse ^ wide >> 7 ^ wide >> 6 ^ wide >> 5 ^ wide >> 4 ^ 0x63);
    } while (power != 1);
    substitution[0] = 0x63;
}

static void expand_key(const uint8_t key[16])
{
    uint8_t *bytes = &round_keys[0][0];
    memcpy(bytes, key, 16);
    uint8_t constant = 1;
    for (int index = 16; index < 176; index += 4)
    {
        uint8_t word[4];
        memcpy(word, bytes + index - 4, 4);
        if (index % 16 == 0)
        {
            uint8_t first = word[0];
            word[0] = substitution[word[1]] ^ constant;
            word[1] = substitution[word[2]];
            word[2] = substitution[word[3]];
            word[3] = substitution[first];
            constant = twice(constant);
        }
        for (int offset = 0; offset < 4; offset++)
            bytes[index + offset] = bytes[index + offset - 16] ^ word[offset];
    }
}

static void encrypt(uint8_t state[16])
{
    for (int index = 0; index < 16; index++)
        state[index] ^= round_keys[0][index];
    for (int round = 1; round <= 10; round++)
    {
        uint8_t shifted[16];
        for (int index = 0; index < 16; index++)
            shifted[index] = substitution[state[(index + index % 4 * 4) % 16]];
        for (int column = 0; column < 16 && round < 10; column += 4)
        {
            uint8_t a = shifted[column], b = shifted[column + 1], c = shifted[column + 2], d = shifted[column + 3];
            uint8_t all = a ^ b ^ c ^ d;
            shifted[column] = a ^ all ^ twice(a ^ b);
            shifted[column + 1] = b ^ all ^ twice(b ^ c);
            shifted[column + 2] = c ^ all ^ twice(c ^ d);
            shifted[column + 3] = d ^ all ^ twice(d ^ a);
        }
        for (int index = 0; index < 16; index++)
            state[index] = shifted[index] ^ round_keys[round][index];
    }
}

static void run(int scale)
{
    make_substitution();
    uint8_t key[16], block[16];
    // The example of the standard: the ciphertext must begin with 69c4e0d8.
    for (int index = 0; index < 16; index++)
        key[index] = (uint8_t)index, block[index] = (uint8_t)(index * 0x11);
    expand_key(key);
    encrypt(block);
    for (int index = 0; index < 16; index++)
        printf("%02x", block[index]);
    printf("\n");

    uint64_t checksum = 0;
    for (uint64_t counter = 0; counter < (uint64_t)scale * 65536; counter++)
    {
        uint64_t halves[2] = {counter, ~counter};
        memcpy(block, halves, 16);
        encrypt(block);
        memcpy(halves, block, 16);
        checksum = add_to_checksum(checksum, halves[0] ^ halves[1]);
    }
    print_checksum(checksum);
}
