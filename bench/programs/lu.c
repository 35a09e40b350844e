// Factors a matrix into triangles with partial pivoting, then solves for one right-hand side.
#include <math.h>

#include "program.h"

PROGRAM("float", 1450, 450)

static void run(int scale)
{
    int count = scale;
    double **rows = allocate(sizeof *rows * (size_t)count);
    double *answer = allocate(sizeof *answer * (size_t)count);
    for (int row = 0; row < count; row++)
    {
        rows[row] = allocate(sizeof **rows * (size_t)count);
        for (int column = 0; column < count; column++)
            rows[row][column] = next_random_double() - 0.5;
        answer[row] = row % 10;
    }

    int swaps = 0;
    for (int step = 0; step < count; step++)
    {
        int pivot = step;
        for (int row = step + 1; row < count; row++)
            if (fabs(rows[row][step]) > fabs(rows[pivot][step]))
                pivot = row;
        if (pivot != step)
        {
            double *row = rows[pivot], value = answer[pivot];
            rows[pivot] = rows[step], answer[pivot] = answer[step];
            rows[step] = row, answer[step] = value;
            swaps++;
        }
        for (int row = step + 1; row < count; row++)
        {
            double factor = rows[row][step] / rows[step][step];
            rows[row][step] = factor;
            for (int column = step + 1; column < count; column++)
                rows[row][column] -= factor * rows[step][column];
            answer[row] -= factor * answer[step];
        }
    }
    for (int row = count - 1; row >= 0; row--)
    {
        for (int column = row + 1; column < count; column++)
            answer[row] -= rows[row][column] * answer[column];
        answer[row] /= rows[row][row];
    }

    uint64_t checksum = (uint64_t)swaps;
    for (int row = 0; row < count; row++)
    {
        checksum = add_double_to_checksum(checksum, answer[row]);
        free(rows[row]);
    }
    printf("%d swaps, first unknown %.6f\n", swaps, answer[0]);
    print_checksum(checksum);
    free(rows), free(answer);
}
