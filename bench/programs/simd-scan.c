// Scans text sixteen bytes at a time: comparisons, bit masks, table look-up by shuffling, counting of bits.
#include "program.h"

PROGRAM("simd", 2600, 50)

static uint8_t text[1 << 20], upper[1 << 20];

#ifdef __wasm_simd128__
#include <wasm_simd128.h>
typedef v128_t vector;
static vector load(const uint8_t *from) { return wasm_v128_load(from); }
static void store(uint8_t *to, vector value) { wasm_v128_store(to, value); }
static vector splat(uint8_t value) { return wasm_u8x16_splat(value); }
static vector equal(vector left, vector right) { return wasm_i8x16_eq(left, right); }
static vector greater(vector left, vector right) { return wasm_i8x16_gt(left, right); }
static vector both(vector left, vector right) { return wasm_v128_and(left, right); }
static vector differ(vector left, vector right) { return wasm_v128_xor(left, right); }
static uint32_t mask_of(vector value) { return wasm_i8x16_bitmask(value); }
static vector look_up(vector table, vector index) { return wasm_i8x16_swizzle(table, index); }
#else
#include <tmmintrin.h>
typedef __m128i vector;
static vector load(const uint8_t *from) { return _mm_loadu_si128((const __m128i *)from); }
static void store(uint8_t *to, vector value) { _mm_storeu_si128((__m128i *)to, value); }
static vector splat(uint8_t value) { return _mm_set1_epi8((char)value); }
static vector equal(vector left, vector right) { return _mm_cmpeq_epi8(left, right); }
static vector greater(vector left, vector right) { return _mm_cmpgt_epi8(left, right); }
static vector both(vector left, vector right) { return _mm_and_si128(left, right); }
static vector differ(vector left, vector right) { return _mm_xor_si128(left, right); }
static uint32_t mask_of(vector value) { return (uint32_t)_mm_movemask_epi8(value); }
static vector look_up(vector table, vector index) { return _mm_shuffle_epi8(table, index); }
#endif

static void run(int scale)
{
    for (size_t index = 0; index < sizeof text; index++)
        text[index] = (uint8_t)(next_random_below(9) == 0 ? ' ' : next_random_below(60) == 0 ? '\n' : 'a' + next_random_below(26));

    // How much a letter is worth, by its lower four bits, which are always a valid index for both look-ups.
    static const uint8_t worth[16] = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3};
    vector table = load(worth), space = splat(' '), new_line = splat('\n'), low_bits = splat(15);
    uint64_t checksum = 0;
    for (int round = 0; round < scale; round++)
    {
        text[(size_t)round * 7919 % sizeof text] = '\n';
        uint64_t lines = 0, words = 0, last_line = 0;
        uint32_t carried = 1;
        vector folded = splat(0);
        for (size_t index = 0; index < sizeof text; index += 16)
        {
            vector bytes = load(text + index);
            uint32_t line_ends = mask_of(equal(bytes, new_line)), gaps = mask_of(equal(bytes, space)) | line_ends;
            // A word starts where a letter follows a gap, maybe that of the sixteen before.
            uint32_t starts = ~gaps & (gaps << 1 | carried) & 0xffff;
            carried = gaps >> 15 & 1;
            lines += (uint32_t)__builtin_popcount(line_ends);
            words += (uint32_t)__builtin_popcount(starts);
            if (line_ends != 0)
                last_line = index + (size_t)__builtin_ctz(line_ends);
            folded = differ(folded, look_up(table, both(bytes, low_bits)));
            vector is_letter = both(greater(bytes, splat('a' - 1)), greater(splat('z' + 1), bytes));
            store(upper + index, differ(bytes, both(is_letter, space)));
        }
        uint8_t lanes[16];
        memcpy(lanes, &folded, sizeof lanes);
        checksum = add_to_checksum(checksum, lines * 31 + words * 37 + last_line);
        checksum = add_bytes_to_checksum(checksum, lanes, sizeof lanes);
    }
    print_checksum(add_bytes_to_checksum(checksum, upper, sizeof upper));
}
