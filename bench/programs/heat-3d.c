// Spreads heat through a cube: a stencil over three dimensions.
#include "program.h"

PROGRAM("float", 500, 15)

#define SIDE 100

static double grids[2][SIDE][SIDE][SIDE];

static void spread(double (*restrict to)[SIDE][SIDE], const double (*restrict from)[SIDE][SIDE])
{
    for (int x = 1; x < SIDE - 1; x++)
        for (int y = 1; y < SIDE - 1; y++)
            for (int z = 1; z < SIDE - 1; z++)
            {
                double centre = 2.0 * from[x][y][z];
                to[x][y][z] = from[x][y][z] + 0.125 * (from[x + 1][y][z] - centre + from[x - 1][y][z]) +
                              0.125 * (from[x][y + 1][z] - centre + from[x][y - 1][z]) +
                              0.125 * (from[x][y][z + 1] - centre + from[x][y][z - 1]);
            }
}

static void run(int scale)
{
    for (int x = 0; x < SIDE; x++)
        for (int y = 0; y < SIDE; y++)
            for (int z = 0; z < SIDE; z++)
                grids[0][x][y][z] = grids[1][x][y][z] = (double)(x + y + (SIDE - z)) * 10 / SIDE;
    for (int step = 0; step < scale; step++)
        spread(grids[(step + 1) % 2], (const double(*)[SIDE][SIDE])grids[step % 2]);
    uint64_t checksum = 0;
    for (int x = 0; x < SIDE; x++)
        for (int y = 0; y < SIDE; y++)
            for (int z = 0; z < SIDE; z++)
                checksum = add_double_to_checksum(checksum, grids[scale % 2][x][y][z]);
    print_checksum(checksum);
}
