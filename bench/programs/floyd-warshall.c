// All shortest paths of a graph: a comparison and a conditional store for each of n^3 triples.
#include "program.h"

PROGRAM("integer", 1150, 300)

static void run(int scale)
{
    size_t count = (size_t)scale;
    int32_t *distance = allocate(sizeof *distance * count * count);
    for (size_t from = 0; from < count; from++)
        for (size_t to = 0; to < count; to++)
            distance[from * count + to] = from == to ? 0 : next_random_below(8) == 0 ? 1 + (int32_t)next_random_below(1000) : 1000000;

    for (size_t through = 0; through < count; through++)
        for (size_t from = 0; from < count; from++)
            for (size_t to = 0; to < count; to++)
            {
                int32_t detour = distance[from * count + through] + distance[through * count + to];
                if (detour < distance[from * count + to])
                    distance[from * count + to] = detour;
            }

    int64_t sum = 0;
    int32_t longest = 0;
    for (size_t index = 0; index < count * count; index++)
    {
        sum += distance[index];
        if (distance[index] > longest)
            longest = distance[index];
    }
    printf("sum %lld, longest %d\n", (long long)sum, (int)longest);
    free(distance);
}
