// The memory of values that come from outside.
#include "allocation.h"

#include <stdlib.h>

void *allocate(size_t size)
{
    return cabi_realloc(NULL, 0, _Alignof(max_align_t), size);
}

void *cabi_realloc(void *old, size_t old_size, size_t alignment, size_t size)
{
    (void)old_size;
    // Values of no bytes need an address only, which has to be aligned. Nothing is aligned to more than what realloc aligns to.
    if (size == 0)
        return (void *)alignment;
    void *memory = realloc(old, size);
    if (!memory)
        abort();
    return memory;
}
