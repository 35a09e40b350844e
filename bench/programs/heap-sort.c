// Sorts numbers through a heap in their own array: loads that depend on comparisons just made.
#include "program.h"

PROGRAM("sort", 28, 1)

static void sift_down(double *items, size_t root, size_t count)
{
    double value = items[root];
    for (;;)
    {
        size_t child = 2 * root + 1;
        if (child >= count)
            break;
        if (child + 1 < count && items[child] < items[child + 1])
            child++;
        if (!(value < items[child]))
            break;
        items[root] = items[child];
        root = child;
    }
    items[root] = value;
}

static void run(int scale)
{
    size_t count = (size_t)scale * 100000;
    double *items = allocate(sizeof *items * count);
    for (size_t index = 0; index < count; index++)
        items[index] = next_random_double();
    for (size_t root = count / 2; root-- > 0;)
        sift_down(items, root, count);
    for (size_t last = count - 1; last > 0; last--)
    {
        double largest = items[0];
        items[0] = items[last];
        items[last] = largest;
        sift_down(items, 0, last);
    }
    uint64_t checksum = 0;
    for (size_t index = 0; index < count; index++)
    {
        checksum = add_double_to_checksum(checksum, items[index]);
        if (index > 0 && items[index - 1] > items[index])
            puts("not sorted");
    }
    print_checksum(checksum);
    free(items);
}
