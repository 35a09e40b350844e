// Sorts numbers by merging runs, from the bottom up: unpredictable choices that compilers like to turn into selects.
#include "program.h"

PROGRAM("sort", 100, 3)

static void merge(const int32_t *left, const int32_t *left_end, const int32_t *right, const int32_t *right_end, int32_t *output)
{
    while (left < left_end && right < right_end)
    {
        int take_right = *right < *left;
        *output++ = take_right ? *right : *left;
        right += take_right;
        left += !take_right;
    }
    while (left < left_end)
        *output++ = *left++;
    while (right < right_end)
        *output++ = *right++;
}

static void run(int scale)
{
    size_t count = (size_t)scale * 100000;
    int32_t *items = allocate(sizeof *items * count), *other = allocate(sizeof *other * count);
    for (size_t index = 0; index < count; index++)
        items[index] = (int32_t)(next_random() >> 32);
    for (size_t width = 1; width < count; width *= 2)
    {
        for (size_t start = 0; start < count; start += 2 * width)
        {
            size_t middle = start + width < count ? start + width : count;
            size_t end = start + 2 * width < count ? start + 2 * width : count;
            merge(items + start, items + middle, items + middle, items + end, other + start);
        }
        int32_t *swap = items;
        items = other;
        other = swap;
    }
    uint64_t checksum = 0;
    for (size_t index = 0; index < count; index++)
    {
        checksum = add_to_checksum(checksum, (uint32_t)items[index]);
        if (index > 0 && items[index - 1] > items[index])
            puts("not sorted");
    }
    print_checksum(checksum);
    free(items), free(other);
}
