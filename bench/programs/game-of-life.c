// The game of life on bytes with a border: neighbouring loads, small sums, comparisons.
#include "program.h"

PROGRAM("integer", 900, 20)

#define SIDE 1024

static uint8_t worlds[2][SIDE + 2][SIDE + 2];

static void run(int scale)
{
    for (int row = 1; row <= SIDE; row++)
        for (int column = 1; column <= SIDE; column++)
            worlds[0][row][column] = next_random_below(3) == 0;
    for (int generation = 0; generation < scale; generation++)
    {
        uint8_t(*from)[SIDE + 2] = worlds[generation % 2], (*to)[SIDE + 2] = worlds[(generation + 1) % 2];
        // The world is a torus: the border repeats the other side.
        for (int index = 1; index <= SIDE; index++)
        {
            from[index][0] = from[index][SIDE], from[index][SIDE + 1] = from[index][1];
        }
        memcpy(from[0], from[SIDE], SIDE + 2);
        memcpy(from[SIDE + 1], from[1], SIDE + 2);
        for (int row = 1; row <= SIDE; row++)
            for (int column = 1; column <= SIDE; column++)
            {
                int neighbours = from[row - 1][column - 1] + from[row - 1][column] + from[row - 1][column + 1] + from[row][column - 1] +
                                 from[row][column + 1] + from[row + 1][column - 1] + from[row + 1][column] + from[row + 1][column + 1];
                to[row][column] = (neighbours | from[row][column]) == 3;
            }
    }
    int alive = 0;
    uint64_t checksum = 0;
    for (int row = 1; row <= SIDE; row++)
        for (int column = 1; column <= SIDE; column++)
        {
            alive += worlds[scale % 2][row][column];
            checksum = checksum * 31 + worlds[scale % 2][row][column];
        }
    printf("%d alive\n", alive);
    print_checksum(checksum);
}
