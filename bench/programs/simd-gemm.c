// Multiplies matrices of floats with vectors, in blocks of registers: loads, splats, multiplications, additions.
#include "program.h"

PROGRAM("simd", 1900, 500)

typedef float float4 __attribute__((vector_size(16)));

static float4 load(const float *from)
{
    float4 vector;
    memcpy(&vector, from, sizeof vector);
    return vector;
}

static float4 splat(float value)
{
    return (float4){value, value, value, value};
}

static void run(int scale)
{
    size_t count = ((size_t)scale + 7) / 8 * 8;
    float *left = allocate(sizeof *left * count * count);
    float *right = allocate(sizeof *right * count * count);
    float *product = allocate(sizeof *product * count * count);
    for (size_t index = 0; index < count * count; index++)
    {
        left[index] = (float)next_random_below(2000) * 0.001f - 1;
        right[index] = (float)next_random_below(2000) * 0.001f - 1;
    }
    // Four rows by eight columns stay in registers.
    for (size_t row = 0; row < count; row += 4)
        for (size_t column = 0; column < count; column += 8)
        {
            float4 sums[4][2] = {{{0}}};
            for (size_t inner = 0; inner < count; inner++)
            {
                float4 first = load(right + inner * count + column), second = load(right + inner * count + column + 4);
                for (size_t line = 0; line < 4; line++)
                {
                    float4 factor = splat(left[(row + line) * count + inner]);
                    sums[line][0] += factor * first;
                    sums[line][1] += factor * second;
                }
            }
            for (size_t line = 0; line < 4; line++)
                memcpy(product + (row + line) * count + column, sums[line], sizeof sums[line]);
        }
    uint64_t checksum = 0;
    for (size_t index = 0; index < count * count; index++)
        checksum = add_double_to_checksum(checksum, product[index]);
    print_checksum(checksum);
    free(left), free(right), free(product);
}
