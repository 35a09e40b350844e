// Reports on the words of a file, which its argument names, or of standard input. The words are counted elsewhere: in another
// component, or, for the native build, in words.c.
#include "words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print_counts(const char *title, word_counts counts)
{
    printf("%s\n", title);
    for (size_t index = 0; index < counts.length; index++) {
        word_count item = counts.items[index];
        printf("%6u %.*s\n", item.count, (int)item.word.length, item.word.bytes);
    }
    free_counts(counts);
}

int main(int argc, char **argv)
{
    FILE *file = argc > 1 ? fopen(argv[1], "r") : stdin;
    if (!file) {
        fprintf(stderr, "%s cannot be opened\n", argv[1]);
        return 1;
    }
    counter *counter = counter_new();
    unsigned lines = 0, words = 0;
    char line[4096], first[sizeof line] = "";
    while (fgets(line, sizeof line, file)) {
        if (lines++ == 0)
            strcpy(first, line);
        words += counter_add(counter, (string){line, strlen(line)});
    }
    printf("%u lines, %u words\n", lines, words);
    print_counts("the most frequent:", counter_top(counter, 5));
    string longest;
    if (counter_longest(counter, &longest)) {
        printf("the longest: %.*s\n", (int)longest.length, longest.bytes);
        free(longest.bytes);
    }
    counter_drop(counter);
    print_counts("the first line:", words_count((string){first, strlen(first)}));
    return 0;
}
