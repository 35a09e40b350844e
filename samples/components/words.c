// Counts words. This is plain C: words-exports.c makes a component of it, and a native program can be linked with it too.
#include "words.h"

#include <stdlib.h>
#include <string.h>

struct counter {
    word_count *items;
    size_t length;
    size_t capacity;
};

static void *allocate(void *old, size_t size)
{
    void *memory = realloc(old, size ? size : 1);
    if (!memory)
        abort();
    return memory;
}

static string copy(string text)
{
    char *bytes = allocate(NULL, text.length);
    memcpy(bytes, text.bytes, text.length);
    return (string){bytes, text.length};
}

static bool in_word(char character)
{
    unsigned char byte = (unsigned char)character;
    return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static int compare_words(string left, string right)
{
    size_t common = left.length < right.length ? left.length : right.length;
    int order = memcmp(left.bytes, right.bytes, common);
    return order ? order : (left.length > right.length) - (left.length < right.length);
}

static int compare_counts(const void *left, const void *right)
{
    const word_count *one = left, *other = right;
    if (one->count != other->count)
        return one->count > other->count ? -1 : 1;
    return compare_words(one->word, other->word);
}

static void add_word(counter *self, string word)
{
    for (size_t index = 0; index < self->length; index++) {
        if (compare_words(self->items[index].word, word) == 0) {
            self->items[index].count++;
            return;
        }
    }
    if (self->length == self->capacity) {
        self->capacity = self->capacity ? self->capacity * 2 : 16;
        self->items = allocate(self->items, self->capacity * sizeof *self->items);
    }
    self->items[self->length++] = (word_count){copy(word), 1};
}

counter *counter_new(void)
{
    counter *self = allocate(NULL, sizeof *self);
    *self = (counter){0};
    return self;
}

uint32_t counter_add(counter *self, string text)
{
    string small = copy(text);
    uint32_t words = 0;
    for (size_t start = 0; start < small.length;) {
        if (!in_word(small.bytes[start])) {
            start++;
            continue;
        }
        size_t end = start;
        for (; end < small.length && in_word(small.bytes[end]); end++)
            if (small.bytes[end] >= 'A' && small.bytes[end] <= 'Z')
                small.bytes[end] += 'a' - 'A';
        add_word(self, (string){small.bytes + start, end - start});
        words++;
        start = end;
    }
    free(small.bytes);
    return words;
}

word_counts counter_top(counter *self, uint32_t limit)
{
    if (self->length)
        qsort(self->items, self->length, sizeof *self->items, compare_counts);
    size_t length = limit < self->length ? limit : self->length;
    word_counts top = {allocate(NULL, length * sizeof *top.items), length};
    for (size_t index = 0; index < length; index++)
        top.items[index] = (word_count){copy(self->items[index].word), self->items[index].count};
    return top;
}

static size_t characters(string word)
{
    size_t count = 0;
    for (size_t index = 0; index < word.length; index++)
        count += ((unsigned char)word.bytes[index] & 0xC0) != 0x80;
    return count;
}

bool counter_longest(counter *self, string *word)
{
    word_counts all = counter_top(self, UINT32_MAX);
    const word_count *longest = NULL;
    for (size_t index = 0; index < all.length; index++)
        if (!longest || characters(all.items[index].word) > characters(longest->word))
            longest = &all.items[index];
    if (longest)
        *word = copy(longest->word);
    free_counts(all);
    return longest;
}

void counter_drop(counter *self)
{
    for (size_t index = 0; index < self->length; index++)
        free(self->items[index].word.bytes);
    free(self->items);
    free(self);
}

word_counts words_count(string text)
{
    counter *all = counter_new();
    counter_add(all, text);
    word_counts counts = counter_top(all, UINT32_MAX);
    counter_drop(all);
    return counts;
}

void free_counts(word_counts counts)
{
    for (size_t index = 0; index < counts.length; index++)
        free(counts.items[index].word.bytes);
    free(counts.items);
}
