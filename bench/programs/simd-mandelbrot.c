// Four points of the Mandelbrot set at a time: comparisons, masks and an exit when all lanes are done.
#include "program.h"

PROGRAM("simd", 1900, 340)

typedef float float4 __attribute__((vector_size(16)));
typedef int32_t int4 __attribute__((vector_size(16)));

#ifdef __wasm_simd128__
#include <wasm_simd128.h>
static int any(int4 mask) { return wasm_v128_any_true((v128_t)mask); }
#else
#include <emmintrin.h>
static int any(int4 mask) { return _mm_movemask_epi8((__m128i)mask) != 0; }
#endif

static void run(int scale)
{
    int count = (scale + 3) / 4 * 4;
    uint64_t checksum = 0;
    for (int row = 0; row < count; row++)
    {
        float line = 2.0f * (float)row / (float)count - 1.0f;
        float4 imaginary = {line, line, line, line};
        for (int column = 0; column < count; column += 4)
        {
            float4 real, x = {0}, y = {0};
            for (int lane = 0; lane < 4; lane++)
                real[lane] = 2.0f * (float)(column + lane) / (float)count - 1.5f;
            int4 iterations = {0}, alive = {-1, -1, -1, -1};
            for (int iteration = 0; iteration < 500; iteration++)
            {
                float4 x_square = x * x, y_square = y * y;
                alive &= x_square + y_square <= (float4){4, 4, 4, 4};
                if (!any(alive))
                    break;
                iterations -= alive;
                y = (x + x) * y + imaginary;
                x = x_square - y_square + real;
            }
            for (int lane = 0; lane < 4; lane++)
                checksum = checksum * 31 + (uint32_t)iterations[lane];
        }
    }
    print_checksum(checksum);
}
