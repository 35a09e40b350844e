// Gradient noise in several octaves: floor, conversions to integers, table look-up and interpolation in single precision.
#include <math.h>

#include "program.h"

PROGRAM("float", 1400, 240)

static uint8_t permutation[512];

static float fade(float t)
{
    return t * t * t * (t * (t * 6 - 15) + 10);
}

static float mix(float t, float from, float to)
{
    return from + t * (to - from);
}

static float gradient(int hash, float x, float y, float z)
{
    // Twelve directions from a cube's centre to its edges, four of them twice.
    float u = (hash & 15) < 8 ? x : y;
    float v = (hash & 15) < 4 ? y : (hash & 13) == 12 ? x : z;
    return ((hash & 1) ? -u : u) + ((hash & 2) ? -v : v);
}

static float noise(float x, float y, float z)
{
    float x_floor = floorf(x), y_floor = floorf(y), z_floor = floorf(z);
    int column = (int)x_floor & 255, row = (int)y_floor & 255, layer = (int)z_floor & 255;
    x -= x_floor, y -= y_floor, z -= z_floor;
    float u = fade(x), v = fade(y), w = fade(z);
    int left = permutation[column] + row, right = permutation[column + 1] + row;
    int a = permutation[left] + layer, b = permutation[left + 1] + layer;
    int c = permutation[right] + layer, d = permutation[right + 1] + layer;
    float near_side = mix(v, mix(u, gradient(permutation[a], x, y, z), gradient(permutation[c], x - 1, y, z)),
                          mix(u, gradient(permutation[b], x, y - 1, z), gradient(permutation[d], x - 1, y - 1, z)));
    float far_side = mix(v, mix(u, gradient(permutation[a + 1], x, y, z - 1), gradient(permutation[c + 1], x - 1, y, z - 1)),
                         mix(u, gradient(permutation[b + 1], x, y - 1, z - 1), gradient(permutation[d + 1], x - 1, y - 1, z - 1)));
    return mix(w, near_side, far_side);
}

static void run(int scale)
{
    for (int index = 0; index < 256; index++)
        permutation[index] = (uint8_t)index;
    for (int index = 255; index > 0; index--)
    {
        int other = (int)next_random_below((uint32_t)index + 1);
        uint8_t swap = permutation[index];
        permutation[index] = permutation[other];
        permutation[other] = swap;
    }
    memcpy(permutation + 256, permutation, 256);

    uint64_t checksum = 0;
    float lowest = 1, highest = -1;
    for (int row = 0; row < scale; row++)
        for (int column = 0; column < scale; column++)
        {
            float sum = 0, amplitude = 1, frequency = 0.015625f;
            for (int octave = 0; octave < 8; octave++)
            {
                sum += amplitude * noise((float)column * frequency, (float)row * frequency, -3.7f);
                amplitude *= 0.5f;
                frequency *= 2.03f;
            }
            lowest = fminf(lowest, sum);
            highest = fmaxf(highest, sum);
            checksum = add_to_checksum(checksum, (uint64_t)(int64_t)(int32_t)(sum * 65536.0f));
        }
    printf("from %.6f to %.6f\n", lowest, highest);
    print_checksum(checksum);
}
