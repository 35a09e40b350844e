#include <stddef.h>

// What the host calls for memory to put a string or a list into: the arguments of functions that are called from outside,
// and the results of those that are imported. It belongs to the guest, which frees it.
__attribute__((export_name("cabi_realloc"))) void *cabi_realloc(void *old, size_t old_size, size_t alignment, size_t size);

// Memory that is not to be empty; ends the program when there is none.
void *allocate(size_t size);
