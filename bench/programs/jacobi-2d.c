// Averages each cell of a grid with its four neighbours, over and over: streaming loads and stores.
#include "program.h"

PROGRAM("float", 2000, 60)

#define SIDE 800

static double grids[2][SIDE][SIDE];

static void relax(double (*restrict to)[SIDE], const double (*restrict from)[SIDE])
{
    for (int row = 1; row < SIDE - 1; row++)
        for (int column = 1; column < SIDE - 1; column++)
            to[row][column] = 0.2 * (from[row][column] + from[row][column - 1] + from[row][column + 1] +
                                     from[row - 1][column] + from[row + 1][column]);
}

static void run(int scale)
{
    for (int row = 0; row < SIDE; row++)
        for (int column = 0; column < SIDE; column++)
            grids[0][row][column] = grids[1][row][column] = (double)(row * (column + 2) % 97) / SIDE;
    for (int step = 0; step < scale; step++)
        relax(grids[(step + 1) % 2], (const double(*)[SIDE])grids[step % 2]);
    uint64_t checksum = 0;
    for (int row = 0; row < SIDE; row++)
        for (int column = 0; column < SIDE; column++)
            checksum = add_double_to_checksum(checksum, grids[scale % 2][row][column]);
    print_checksum(checksum);
}
