// A fast Fourier transform of complex numbers, in place: strided access and twiddle factors from a table.
#include "program.h"

PROGRAM("float", 180, 4)

#define BITS 16
#define COUNT (1 << BITS)

static double real[COUNT], imaginary[COUNT], cosine[COUNT / 2], sine[COUNT / 2];

// The unit roots by half angles: only square roots, which every C library rounds alike.
static void make_roots(void)
{
    cosine[0] = 1, sine[0] = 0;
    double step_cosine = -1, step_sine = 0; // of the angle that belongs to `distance`
    for (int distance = COUNT / 2; distance >= 2; distance /= 2)
    {
        double half_cosine = distance == COUNT / 2 ? 0 : __builtin_sqrt((1 + step_cosine) / 2);
        double half_sine = distance == COUNT / 2 ? 1 : step_sine / (2 * half_cosine);
        step_cosine = half_cosine, step_sine = half_sine;
        // Fills the places that are odd multiples of the new, halved distance.
        int half = distance / 2;
        cosine[half] = step_cosine, sine[half] = step_sine;
        for (int place = 3 * half; place < COUNT / 2; place += distance)
        {
            int before = place - half;
            cosine[place] = cosine[before] * step_cosine - sine[before] * step_sine;
            sine[place] = sine[before] * step_cosine + cosine[before] * step_sine;
        }
    }
}

static void transform(int direction)
{
    for (int index = 1, other = 0; index < COUNT; index++)
    {
        int bit = COUNT >> 1;
        for (; other & bit; bit >>= 1)
            other ^= bit;
        other ^= bit;
        if (index < other)
        {
            double swap = real[index];
            real[index] = real[other], real[other] = swap;
            swap = imaginary[index];
            imaginary[index] = imaginary[other], imaginary[other] = swap;
        }
    }
    for (int length = 2; length <= COUNT; length *= 2)
        for (int start = 0; start < COUNT; start += length)
            for (int place = 0, root = 0; place < length / 2; place++, root += COUNT / length)
            {
                int low = start + place, high = low + length / 2;
                double root_sine = direction * sine[root];
                double x = real[high] * cosine[root] - imaginary[high] * root_sine;
                double y = real[high] * root_sine + imaginary[high] * cosine[root];
                real[high] = real[low] - x, imaginary[high] = imaginary[low] - y;
                real[low] += x, imaginary[low] += y;
            }
}

static void run(int scale)
{
    make_roots();
    for (int index = 0; index < COUNT; index++)
        real[index] = index % 100 - 50, imaginary[index] = 0;
    for (int round = 0; round < scale; round++)
    {
        transform(1);
        transform(-1);
        for (int index = 0; index < COUNT; index++)
            real[index] /= COUNT, imaginary[index] /= COUNT;
    }
    double error = 0;
    uint64_t checksum = 0;
    for (int index = 0; index < COUNT; index++)
    {
        double difference = real[index] - (index % 100 - 50);
        error += difference * difference;
        checksum = add_double_to_checksum(checksum, real[index]);
    }
    printf("%s\n", error < 1e-12 ? "the same again" : "too far off");
    print_checksum(checksum);
}
