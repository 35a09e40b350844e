// Multiplies dense matrices of doubles, the textbook's three loops in the order that runs along the rows.
#include "program.h"

PROGRAM("float", 1400, 350)

static void run(int scale)
{
    size_t count = (size_t)scale;
    double *left = allocate(sizeof *left * count * count);
    double *right = allocate(sizeof *right * count * count);
    double *product = allocate(sizeof *product * count * count);
    for (size_t index = 0; index < count * count; index++)
    {
        left[index] = next_random_double();
        right[index] = next_random_double() - 0.5;
        product[index] = 0;
    }
    for (size_t row = 0; row < count; row++)
        for (size_t inner = 0; inner < count; inner++)
        {
            double factor = left[row * count + inner];
            for (size_t column = 0; column < count; column++)
                product[row * count + column] += factor * right[inner * count + column];
        }
    uint64_t checksum = 0;
    for (size_t index = 0; index < count * count; index++)
        checksum = add_double_to_checksum(checksum, product[index]);
    print_checksum(checksum);
    free(left), free(right), free(product);
}
