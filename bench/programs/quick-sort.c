// Sorts records through a comparison function, as qsort does: an indirect call for each comparison.
// The sort is written out, since every C library brings another one.
#include "program.h"

PROGRAM("sort", 50, 1)

typedef int (*comparison)(const void *, const void *);

struct record
{
    uint32_t key;
    uint32_t payload;
};

static void swap_items(char *left, char *right, size_t size)
{
    for (; size >= 4; size -= 4, left += 4, right += 4)
    {
        uint32_t first, second;
        memcpy(&first, left, 4);
        memcpy(&second, right, 4);
        memcpy(left, &second, 4);
        memcpy(right, &first, 4);
    }
}

__attribute__((noinline)) static void sort_items(char *items, size_t count, size_t size, comparison compare)
{
    while (count > 12)
    {
        char *middle = items + count / 2 * size, *last = items + (count - 1) * size;
        if (compare(middle, items) < 0)
            swap_items(middle, items, size);
        if (compare(last, middle) < 0)
        {
            swap_items(last, middle, size);
            if (compare(middle, items) < 0)
                swap_items(middle, items, size);
        }
        // The pivot waits in second place while the two sides grow towards each other.
        swap_items(middle, items + size, size);
        char *pivot = items + size, *low = pivot, *high = last;
        for (;;)
        {
            do
                low += size;
            while (compare(low, pivot) < 0);
            do
                high -= size;
            while (compare(pivot, high) < 0);
            if (low >= high)
                break;
            swap_items(low, high, size);
        }
        swap_items(pivot, high, size);
        size_t left_count = (size_t)(high - items) / size, right_count = count - left_count - 1;
        // Recursion takes the smaller side, so that the stack stays shallow.
        if (left_count < right_count)
        {
            sort_items(items, left_count, size, compare);
            items = high + size, count = right_count;
        }
        else
        {
            sort_items(high + size, right_count, size, compare);
            count = left_count;
        }
    }
    for (size_t index = 1; index < count; index++)
        for (char *item = items + index * size; item > items && compare(item, item - size) < 0; item -= size)
            swap_items(item, item - size, size);
}

static int by_key(const void *left_pointer, const void *right_pointer)
{
    const struct record *left = left_pointer, *right = right_pointer;
    return (left->key > right->key) - (left->key < right->key);
}

static int by_payload_descending(const void *left_pointer, const void *right_pointer)
{
    const struct record *left = left_pointer, *right = right_pointer;
    return (right->payload > left->payload) - (right->payload < left->payload);
}

static void run(int scale)
{
    comparison volatile comparisons[] = {by_key, by_payload_descending};
    size_t count = (size_t)scale * 60000;
    struct record *records = allocate(sizeof *records * count);
    for (size_t index = 0; index < count; index++)
        records[index] = (struct record){(uint32_t)(next_random() >> 32), (uint32_t)(index * 2654435761u)};
    uint64_t checksum = 0;
    for (int round = 0; round < 2; round++)
    {
        sort_items((char *)records, count, sizeof *records, comparisons[round]);
        for (size_t index = 0; index < count; index++)
        {
            checksum = add_to_checksum(checksum, records[index].key);
            if (index > 0 && comparisons[round](&records[index - 1], &records[index]) > 0)
                puts("not sorted");
        }
    }
    print_checksum(checksum);
    free(records);
}
