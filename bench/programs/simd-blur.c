// Blurs an image of bytes: widening, 16-bit sums, shifts, narrowing with saturation, and rounded averages.
#include "program.h"

PROGRAM("simd", 9500, 300)

#define WIDTH 1024
#define HEIGHT 512

static uint8_t images[2][HEIGHT][WIDTH];

#ifdef __wasm_simd128__
#include <wasm_simd128.h>
typedef v128_t vector;
static vector load(const uint8_t *from) { return wasm_v128_load(from); }
static void store(uint8_t *to, vector value) { wasm_v128_store(to, value); }
static vector low(vector bytes) { return wasm_u16x8_extend_low_u8x16(bytes); }
static vector high(vector bytes) { return wasm_u16x8_extend_high_u8x16(bytes); }
static vector add(vector left, vector right) { return wasm_i16x8_add(left, right); }
static vector shift_left(vector value) { return wasm_i16x8_shl(value, 1); }
static vector shift_right(vector value) { return wasm_u16x8_shr(value, 2); }
static vector narrow(vector first, vector second) { return wasm_u8x16_narrow_i16x8(first, second); }
static vector average(vector left, vector right) { return wasm_u8x16_avgr(left, right); }
static vector subtract(vector left, vector right) { return wasm_u8x16_sub_sat(left, right); }
static vector splat(uint8_t value) { return wasm_u8x16_splat(value); }
#else
#include <smmintrin.h>
typedef __m128i vector;
static vector load(const uint8_t *from) { return _mm_loadu_si128((const __m128i *)from); }
static void store(uint8_t *to, vector value) { _mm_storeu_si128((__m128i *)to, value); }
static vector low(vector bytes) { return _mm_cvtepu8_epi16(bytes); }
static vector high(vector bytes) { return _mm_unpackhi_epi8(bytes, _mm_setzero_si128()); }
static vector add(vector left, vector right) { return _mm_add_epi16(left, right); }
static vector shift_left(vector value) { return _mm_slli_epi16(value, 1); }
static vector shift_right(vector value) { return _mm_srli_epi16(value, 2); }
static vector narrow(vector first, vector second) { return _mm_packus_epi16(first, second); }
static vector average(vector left, vector right) { return _mm_avg_epu8(left, right); }
static vector subtract(vector left, vector right) { return _mm_subs_epu8(left, right); }
static vector splat(uint8_t value) { return _mm_set1_epi8((char)value); }
#endif

// A quarter of each neighbour and a half of the middle.
static vector weigh(vector before, vector middle, vector after)
{
    vector first = add(add(low(before), low(after)), shift_left(low(middle)));
    vector second = add(add(high(before), high(after)), shift_left(high(middle)));
    return narrow(shift_right(first), shift_right(second));
}

static void run(int scale)
{
    for (int row = 0; row < HEIGHT; row++)
        for (int column = 0; column < WIDTH; column++)
            images[0][row][column] = (uint8_t)next_random();
    vector one = splat(1);
    for (int round = 0; round < scale; round++)
    {
        for (int row = 0; row < HEIGHT; row++)
        {
            const uint8_t *from = images[0][row];
            uint8_t *to = images[1][row];
            to[0] = from[0], to[WIDTH - 1] = from[WIDTH - 1];
            int column = 1;
            for (; column + 16 < WIDTH; column += 16)
                store(to + column, weigh(load(from + column - 1), load(from + column), load(from + column + 1)));
            for (; column < WIDTH - 1; column++)
                to[column] = (uint8_t)((from[column - 1] + 2 * from[column] + from[column + 1]) / 4);
        }
        for (int row = 1; row < HEIGHT - 1; row++)
            for (int column = 0; column < WIDTH; column += 16)
            {
                vector sides = average(load(&images[1][row - 1][column]), load(&images[1][row + 1][column]));
                vector blurred = average(sides, load(&images[1][row][column]));
                // Averages round up, so take one off now and then, or all would turn white.
                store(&images[0][row][column], round % 2 == 0 ? subtract(blurred, one) : blurred);
            }
        images[0][round % HEIGHT][round % WIDTH] ^= 255;
    }
    print_checksum(add_bytes_to_checksum(0, images[0], sizeof images[0]));
}
