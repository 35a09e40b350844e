// Reverses prefixes of permutations: short loops over a small array, hard to predict.
#include "program.h"

PROGRAM("integer", 130, 3)

#define COUNT 11 // all of its 39,916,800 permutations would take too long, so the scale says how many

static void run(int scale)
{
    int permutation[COUNT], work[COUNT], rotations[COUNT];
    for (int index = 0; index < COUNT; index++)
        permutation[index] = index, rotations[index] = index + 1;

    int checksum = 0, most_flips = 0, parity = 0;
    int level = COUNT;
    for (int left = scale * 100000;; left--)
    {
        for (; level > 1; level--)
            rotations[level - 1] = level;

        if (permutation[0] != 0)
        {
            memcpy(work, permutation, sizeof work);
            int flips = 0;
            for (int first = work[0]; first != 0; first = work[0])
            {
                for (int low = 0, high = first; low < high; low++, high--)
                {
                    int swap = work[low];
                    work[low] = work[high];
                    work[high] = swap;
                }
                flips++;
            }
            if (flips > most_flips)
                most_flips = flips;
            checksum += parity == 0 ? flips : -flips;
        }

        // The next permutation: rotate a prefix, a longer one each time the shorter ones are back where they started.
        for (level = 1;; level++)
        {
            if (level == COUNT || left == 0)
            {
                printf("checksum %d, at most %d flips\n", checksum, most_flips);
                return;
            }
            int first = permutation[0];
            for (int index = 0; index < level; index++)
                permutation[index] = permutation[index + 1];
            permutation[level] = first;
            if (--rotations[level] > 0)
                break;
        }
        parity ^= 1;
    }
}
