// The norm of an infinite matrix, cut off: divisions and conversions between integers and floating point.
#include <math.h>

#include "program.h"

PROGRAM("float", 3400, 600)

static double element(int row, int column)
{
    return 1.0 / ((row + column) * (row + column + 1) / 2 + row + 1);
}

static void multiply(int count, const double *vector, double *product)
{
    for (int row = 0; row < count; row++)
    {
        double sum = 0;
        for (int column = 0; column < count; column++)
            sum += element(row, column) * vector[column];
        product[row] = sum;
    }
}

static void multiply_transposed(int count, const double *vector, double *product)
{
    for (int row = 0; row < count; row++)
    {
        double sum = 0;
        for (int column = 0; column < count; column++)
            sum += element(column, row) * vector[column];
        product[row] = sum;
    }
}

static void run(int scale)
{
    double *first = allocate(sizeof *first * (size_t)scale);
    double *second = allocate(sizeof *second * (size_t)scale);
    double *between = allocate(sizeof *between * (size_t)scale);
    for (int index = 0; index < scale; index++)
        first[index] = 1;
    for (int step = 0; step < 10; step++)
    {
        multiply(scale, first, between);
        multiply_transposed(scale, between, second);
        multiply(scale, second, between);
        multiply_transposed(scale, between, first);
    }
    double upper = 0, lower = 0;
    for (int index = 0; index < scale; index++)
    {
        upper += first[index] * second[index];
        lower += second[index] * second[index];
    }
    printf("%.9f\n", sqrt(upper / lower));
    free(first), free(second), free(between);
}
