// Iterates complex numbers, one at a time: a short floating-point loop with an exit that is hard to predict.
#include "program.h"

PROGRAM("float", 1000, 170)

static void run(int scale)
{
    uint64_t checksum = 0;
    long long inside = 0;
    for (int row = 0; row < scale; row++)
    {
        double imaginary = 2.0 * row / scale - 1.0;
        for (int column = 0; column < scale; column++)
        {
            double real = 2.0 * column / scale - 1.5;
            double x = 0, y = 0, x_square = 0, y_square = 0;
            int iteration = 0;
            while (iteration < 500 && x_square + y_square <= 4.0)
            {
                y = 2 * x * y + imaginary;
                x = x_square - y_square + real;
                x_square = x * x;
                y_square = y * y;
                iteration++;
            }
            inside += iteration == 500;
            checksum = checksum * 31 + (unsigned)iteration;
        }
    }
    printf("%lld inside\n", inside);
    print_checksum(checksum);
}
