// Counts the ways to place queens on a board, by bits and by an array: recursion with little state.
#include "program.h"

PROGRAM("integer", 13, 11)

static int by_bits(uint32_t all, uint32_t columns, uint32_t left, uint32_t right)
{
    if (columns == all)
        return 1;
    int count = 0;
    for (uint32_t free_places = all & ~(columns | left | right); free_places != 0; free_places &= free_places - 1)
    {
        uint32_t place = free_places & (0u - free_places);
        count += by_bits(all, columns | place, (left | place) << 1, (right | place) >> 1);
    }
    return count;
}

static int8_t queens[32];

static int by_array(int size, int row)
{
    if (row == size)
        return 1;
    int count = 0;
    for (int column = 0; column < size; column++)
    {
        int safe = 1;
        for (int before = 0; before < row && safe; before++)
        {
            int distance = queens[before] - column;
            safe = distance != 0 && distance != row - before && distance != before - row;
        }
        if (safe)
        {
            queens[row] = (int8_t)column;
            count += by_array(size, row + 1);
        }
    }
    return count;
}

static void run(int scale)
{
    printf("by bits: %d\n", by_bits((1u << (scale + 1)) - 1, 0, 0, 0));
    printf("by array: %d\n", by_array(scale, 0));
}
