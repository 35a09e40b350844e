// Dot products of 16-bit numbers, as a quantised network has them, and the largest of each row.
#include "program.h"

PROGRAM("simd", 25000, 700)

#define ROWS 512
#define COLUMNS 1024

static int16_t weights[ROWS][COLUMNS], input[COLUMNS], output[ROWS];

#ifdef __wasm_simd128__
#include <wasm_simd128.h>
typedef v128_t vector;
static vector load(const int16_t *from) { return wasm_v128_load(from); }
static vector zero(void) { return wasm_i32x4_splat(0); }
static vector dot(vector left, vector right) { return wasm_i32x4_dot_i16x8(left, right); }
static vector add(vector left, vector right) { return wasm_i32x4_add(left, right); }
static vector larger(vector left, vector right) { return wasm_i16x8_max(left, right); }
static vector absolute(vector value) { return wasm_i16x8_abs(value); }
#else
#include <smmintrin.h>
#include <tmmintrin.h>
typedef __m128i vector;
static vector load(const int16_t *from) { return _mm_loadu_si128((const __m128i *)from); }
static vector zero(void) { return _mm_setzero_si128(); }
static vector dot(vector left, vector right) { return _mm_madd_epi16(left, right); }
static vector add(vector left, vector right) { return _mm_add_epi32(left, right); }
static vector larger(vector left, vector right) { return _mm_max_epi16(left, right); }
static vector absolute(vector value) { return _mm_abs_epi16(value); }
#endif

static void run(int scale)
{
    for (int row = 0; row < ROWS; row++)
        for (int column = 0; column < COLUMNS; column++)
            weights[row][column] = (int16_t)((int32_t)next_random_below(512) - 256);
    for (int column = 0; column < COLUMNS; column++)
        input[column] = (int16_t)((int32_t)next_random_below(2048) - 1024);

    uint64_t checksum = 0;
    for (int round = 0; round < scale; round++)
    {
        vector largest = zero();
        for (int row = 0; row < ROWS; row++)
        {
            vector first = zero(), second = zero();
            for (int column = 0; column < COLUMNS; column += 16)
            {
                vector left = load(&weights[row][column]), right = load(&weights[row][column + 8]);
                first = add(first, dot(left, load(&input[column])));
                second = add(second, dot(right, load(&input[column + 8])));
                largest = larger(largest, absolute(left));
            }
            first = add(first, second);
            int32_t lanes[4];
            memcpy(lanes, &first, sizeof lanes);
            output[row] = (int16_t)((lanes[0] + lanes[1] + lanes[2] + lanes[3]) >> 10);
        }
        int16_t lanes[8];
        memcpy(lanes, &largest, sizeof lanes);
        for (int lane = 0; lane < 8; lane++)
            checksum = add_to_checksum(checksum, (uint64_t)lanes[lane]);
        for (int row = 0; row < ROWS; row++)
        {
            checksum = add_to_checksum(checksum, (uint16_t)output[row]);
            input[(row * 2 + round) % COLUMNS] = output[row] % 1024; // what comes out goes in again
        }
    }
    print_checksum(checksum);
}
