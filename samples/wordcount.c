// Counts the words of a file, or of standard input: malloc, realloc, qsort with a callback, and stdio.
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct word
{
    char *text;
    unsigned long count;
};

struct word_table
{
    struct word *slots;
    size_t capacity; // always a power of two
    size_t used;
};

static void *allocate_or_exit(size_t size)
{
    void *memory = calloc(1, size);
    if (memory == NULL)
    {
        fputs("wordcount: out of memory\n", stderr);
        exit(2);
    }
    return memory;
}

static unsigned hash_text(const char *text)
{
    unsigned hash = 2166136261u;
    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * 16777619u;
    return hash;
}

static struct word *find_slot(struct word *slots, size_t capacity, const char *text)
{
    size_t index = hash_text(text) & (capacity - 1);
    while (slots[index].text != NULL && strcmp(slots[index].text, text) != 0)
        index = (index + 1) & (capacity - 1);
    return &slots[index];
}

static void grow(struct word_table *table)
{
    size_t capacity = table->capacity == 0 ? 64 : table->capacity * 2;
    struct word *slots = allocate_or_exit(capacity * sizeof *slots);
    for (size_t index = 0; index < table->capacity; index++)
        if (table->slots[index].text != NULL)
            *find_slot(slots, capacity, table->slots[index].text) = table->slots[index];
    free(table->slots);
    table->slots = slots;
    table->capacity = capacity;
}

static void count_word(struct word_table *table, const char *text)
{
    if (table->used * 4 >= table->capacity * 3)
        grow(table);
    struct word *slot = find_slot(table->slots, table->capacity, text);
    if (slot->text == NULL)
    {
        size_t size = strlen(text) + 1;
        slot->text = memcpy(allocate_or_exit(size), text, size);
        table->used++;
    }
    slot->count++;
}

// Most frequent first; ties in the order of the alphabet, so that the output never depends on the sort's stability.
static int compare_words(const void *left_pointer, const void *right_pointer)
{
    const struct word *left = left_pointer;
    const struct word *right = right_pointer;
    if (left->count != right->count)
        return left->count < right->count ? 1 : -1;
    return strcmp(left->text, right->text);
}

int main(int argument_count, char **arguments)
{
    FILE *input = stdin;
    if (argument_count > 1)
    {
        input = fopen(arguments[1], "r");
        if (input == NULL)
        {
            perror(arguments[1]);
            return 1;
        }
    }

    struct word_table table = {0};
    unsigned long lines = 0, words = 0, bytes = 0;
    size_t length = 0, room = 16;
    char *current = allocate_or_exit(room);
    for (int character = getc(input); ; character = getc(input))
    {
        if (character != EOF)
            bytes++;
        if (character == '\n')
            lines++;
        if (character != EOF && isalnum(character))
        {
            if (length + 1 >= room)
            {
                room *= 2;
                current = realloc(current, room);
                if (current == NULL)
                    return 2;
            }
            current[length++] = (char)tolower(character);
            continue;
        }
        if (length > 0)
        {
            current[length] = '\0';
            count_word(&table, current);
            words++;
            length = 0;
        }
        if (character == EOF)
            break;
    }
    if (input != stdin)
        fclose(input);

    // Close the gaps, then sort what is left.
    size_t distinct = 0;
    for (size_t index = 0; index < table.capacity; index++)
        if (table.slots[index].text != NULL)
            table.slots[distinct++] = table.slots[index];
    if (distinct > 0)
        qsort(table.slots, distinct, sizeof *table.slots, compare_words);

    printf("%lu lines, %lu words, %lu bytes, %zu distinct\n", lines, words, bytes, distinct);
    for (size_t index = 0; index < distinct && index < 10; index++)
        printf("%6lu  %5.1f%%  %s\n", table.slots[index].count, 100.0 * (double)table.slots[index].count / (double)words, table.slots[index].text);

    for (size_t index = 0; index < distinct; index++)
        free(table.slots[index].text);
    free(table.slots);
    free(current);
    return 0;
}
