// Makes a component of words.c: the exports that the canonical ABI wants for the world `library` of words.wit.
#include "allocation.h"
#include "words.h"

#include <stdlib.h>

#define WORDS "lanner:samples/words@0.1.0"
#define EXPORT(name) __attribute__((export_name(name)))
#define IMPORT(name) __attribute__((import_module("[export]" WORDS), import_name(name)))

// A string belongs to the function that gets it; one of no bytes has no memory.
static void free_argument(string text)
{
    if (text.length)
        free(text.bytes);
}

// Results that are more than one number go out by address. cabi_post_… is called once they are read.
static word_counts *give(word_counts counts)
{
    word_counts *result = allocate(sizeof *result);
    *result = counts;
    return result;
}

static void free_given(word_counts *result)
{
    free_counts(*result);
    free(result);
}

EXPORT(WORDS "#count") word_counts *count(char *bytes, size_t length)
{
    string text = {bytes, length};
    word_counts counts = words_count(text);
    free_argument(text);
    return give(counts);
}

EXPORT("cabi_post_" WORDS "#count") void count_post(word_counts *result)
{
    free_given(result);
}

// The host knows a counter by a handle, and gives back the pointer that the handle was made of.
IMPORT("[resource-new]counter") int32_t counter_handle(counter *self);

EXPORT(WORDS "#[constructor]counter") int32_t constructor(void)
{
    return counter_handle(counter_new());
}

EXPORT(WORDS "#[dtor]counter") void destructor(counter *self)
{
    counter_drop(self);
}

EXPORT(WORDS "#[method]counter.add") uint32_t add(counter *self, char *bytes, size_t length)
{
    string text = {bytes, length};
    uint32_t words = counter_add(self, text);
    free_argument(text);
    return words;
}

EXPORT(WORDS "#[method]counter.top") word_counts *top(counter *self, uint32_t limit)
{
    return give(counter_top(self, limit));
}

EXPORT("cabi_post_" WORDS "#[method]counter.top") void top_post(word_counts *result)
{
    free_given(result);
}

typedef struct {
    bool is_some;
    string word;
} optional_string;

EXPORT(WORDS "#[method]counter.longest") optional_string *longest(counter *self)
{
    optional_string *result = allocate(sizeof *result);
    result->is_some = counter_longest(self, &result->word);
    return result;
}

EXPORT("cabi_post_" WORDS "#[method]counter.longest") void longest_post(optional_string *result)
{
    if (result->is_some)
        free(result->word.bytes);
    free(result);
}
