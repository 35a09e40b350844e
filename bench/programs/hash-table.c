// A hash table with open addressing and short strings as keys: inserts, look-ups, removals; loads that miss the cache.
#include "program.h"

PROGRAM("memory", 20, 1)

struct entry
{
    char key[12];
    uint32_t value; // zero: never used
};

#define REMOVED UINT32_MAX

static struct entry *entries;
static uint32_t capacity, filled, alive;

static uint32_t hash_key(const char *key)
{
    uint32_t hash = 2166136261u;
    for (; *key != '\0'; key++)
        hash = (hash ^ (uint8_t)*key) * 16777619u;
    return hash ^ hash >> 15;
}

static struct entry *find(const char *key)
{
    for (uint32_t index = hash_key(key) & (capacity - 1);; index = (index + 1) & (capacity - 1))
        if (entries[index].value == 0 || (entries[index].value != REMOVED && strcmp(entries[index].key, key) == 0))
            return &entries[index];
}

static void resize(uint32_t size)
{
    struct entry *before = entries;
    uint32_t count = capacity;
    entries = allocate(sizeof *entries * size);
    memset(entries, 0, sizeof *entries * size);
    capacity = size;
    filled = alive;
    for (uint32_t index = 0; index < count; index++)
        if (before[index].value != 0 && before[index].value != REMOVED)
            *find(before[index].key) = before[index];
    free(before);
}

static void make_key(uint32_t number, char *key)
{
    char digits[12];
    int count = 0;
    for (; number > 0 || count == 0; number /= 26)
        digits[count++] = (char)('a' + number % 26);
    while (count > 0)
        *key++ = digits[--count];
    *key = '\0';
}

static void run(int scale)
{
    entries = NULL, capacity = 0, alive = 0;
    resize(1024);
    uint64_t found = 0, removed = 0;
    char key[12];
    for (uint32_t operation = 1; operation <= (uint32_t)scale * 250000; operation++)
    {
        make_key(next_random_below((uint32_t)scale * 40000) * 977u % 100000007u, key);
        struct entry *entry = find(key);
        uint32_t choice = next_random_below(10);
        if (choice < 4)
        {
            if (entry->value == 0)
            {
                strcpy(entry->key, key);
                filled++, alive++;
            }
            entry->value = operation;
            if (filled * 3 > capacity * 2)
                resize(alive * 2 > capacity ? capacity * 2 : capacity);
        }
        else if (choice < 9)
        {
            found += entry->value != 0 ? entry->value : 0;
        }
        else if (entry->value != 0)
        {
            entry->value = REMOVED;
            alive--, removed++;
        }
    }
    printf("%u alive, %llu removed, %llu found\n", (unsigned)alive, (unsigned long long)removed, (unsigned long long)found);
    free(entries);
}
