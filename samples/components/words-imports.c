// Gives a program words.h by importing the interface: the imports that the canonical ABI makes of the world `program` of words.wit.
#include "words.h"

#include <stdlib.h>

#define IMPORT(name) __attribute__((import_module("lanner:samples/words@0.1.0"), import_name(name)))

IMPORT("count") void count(const char *bytes, size_t length, word_counts *result);
IMPORT("[constructor]counter") counter *constructor(void);
IMPORT("[method]counter.add") uint32_t add(counter *self, const char *bytes, size_t length);
IMPORT("[method]counter.top") void top(counter *self, uint32_t limit, word_counts *result);
IMPORT("[method]counter.longest") void longest(counter *self, void *result);
IMPORT("[resource-drop]counter") void drop(counter *self);

word_counts words_count(string text)
{
    word_counts counts;
    count(text.bytes, text.length, &counts);
    return counts;
}

void free_counts(word_counts counts)
{
    for (size_t index = 0; index < counts.length; index++)
        free(counts.items[index].word.bytes);
    // An empty list has no memory.
    if (counts.length)
        free(counts.items);
}

// To the program a counter is a pointer; here it is the handle.
counter *counter_new(void)
{
    return constructor();
}

uint32_t counter_add(counter *self, string text)
{
    return add(self, text.bytes, text.length);
}

word_counts counter_top(counter *self, uint32_t limit)
{
    word_counts counts;
    top(self, limit, &counts);
    return counts;
}

bool counter_longest(counter *self, string *word)
{
    struct {
        bool is_some;
        string word;
    } result;
    longest(self, &result);
    if (result.is_some)
        *word = result.word;
    return result.is_some;
}

void counter_drop(counter *self)
{
    drop(self);
}
