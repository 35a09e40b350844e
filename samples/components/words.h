// The interface lanner:samples/words for programs in C. On wasm32 these structures are laid out as the canonical ABI lays out what
// words.wit declares, so that words-exports.c and words-imports.c pass them on as they are.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    char *bytes;
    size_t length;
} string;

typedef struct {
    string word;
    uint32_t count;
} word_count;

typedef struct {
    word_count *items;
    size_t length;
} word_counts;

// Counts the words of a text. free_counts frees the result.
word_counts words_count(string text);

void free_counts(word_counts counts);

typedef struct counter counter;

counter *counter_new(void);

uint32_t counter_add(counter *self, string text);

// free_counts frees the result.
word_counts counter_top(counter *self, uint32_t limit);

// False when there are no words. The caller frees the word's bytes.
bool counter_longest(counter *self, string *word);

void counter_drop(counter *self);
