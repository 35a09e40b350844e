// Copies, moves and fills blocks of all sizes. Built with bulk memory, so that this is memory.copy and memory.fill.
#include "program.h"

PROGRAM("memory", 110, 2)

static uint8_t blocks[1 << 22];

static void run(int scale)
{
    for (size_t index = 0; index < sizeof blocks; index++)
        blocks[index] = (uint8_t)(index * 7 + (index >> 8));
    uint64_t checksum = 0;
    for (int round = 0; round < scale; round++)
    {
        for (int step = 0; step < 200000; step++)
        {
            // Mostly small, seldom large, as real programs are.
            size_t size = next_random_below(next_random_below(64) == 0 ? 4096 : 96);
            size_t from = next_random_below(sizeof blocks - 4096), to = next_random_below(sizeof blocks - 4096);
            switch (next_random_below(4))
            {
            case 0: memset(blocks + to, (int)(step & 255), size); break;
            case 1: memmove(blocks + to, blocks + from, size); break;
            case 2: memmove(blocks + to, blocks + to + 3, size); break;
            default: memmove(blocks + to + 5, blocks + to, size); break;
            }
            checksum += blocks[to + size / 2];
        }
        for (int step = 0; step < 8; step++)
        {
            memcpy(blocks + sizeof blocks / 2, blocks, sizeof blocks / 2);
            memmove(blocks + 1, blocks, sizeof blocks / 2);
            memset(blocks + sizeof blocks / 4, step, sizeof blocks / 64);
        }
        checksum = add_to_checksum(checksum, blocks[next_random_below(sizeof blocks)]);
    }
    print_checksum(add_bytes_to_checksum(checksum, blocks, sizeof blocks));
}
