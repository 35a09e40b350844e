// The C library's string functions as a program meets them: lengths, characters, comparisons, searches, tokens.
#include "program.h"

PROGRAM("text", 270, 8)

static char text[1 << 18];

static const char *const words[] = {"the", "guest", "memory", "of", "function", "a", "instance", "module", "calls", "table", "and", "trap", "host"};

static void run(int scale)
{
    size_t length = 0;
    while (length < sizeof text - 64)
    {
        const char *word = words[next_random_below(sizeof words / sizeof words[0])];
        strcpy(text + length, word);
        length += strlen(text + length);
        text[length++] = next_random_below(12) == 0 ? '\n' : ' ';
    }
    text[length] = '\0';

    uint64_t checksum = 0;
    char *copy = allocate(length + 1);
    for (int round = 0; round < scale; round++)
    {
        // Lines, by memchr.
        const char *end = text + length;
        for (const char *line = text, *next; (next = memchr(line, '\n', (size_t)(end - line))) != NULL; line = next + 1)
            checksum = add_to_checksum(checksum, (uint64_t)(next - line));

        // Occurrences, by strstr, from short needles to one that is never there.
        static const char *const needles[] = {"memory of", "table and trap", "a instance", "guest\nhost", "falcon"};
        for (size_t needle = 0; needle < sizeof needles / sizeof needles[0]; needle++)
        {
            int found = 0;
            for (const char *place = text; (place = strstr(place, needles[needle])) != NULL; place++)
                found++;
            checksum = add_to_checksum(checksum, (uint64_t)found);
        }

        // Words, by strcspn and strspn, counted by comparing with each.
        memcpy(copy, text, length + 1);
        int counts[sizeof words / sizeof words[0]] = {0};
        for (char *word = copy; *word != '\0';)
        {
            size_t size = strcspn(word, " \n");
            char *after = word + size;
            size_t gap = strspn(after, " \n");
            *after = '\0';
            for (size_t index = 0; index < sizeof words / sizeof words[0]; index++)
                if (strcmp(word, words[index]) == 0)
                    counts[index]++;
            word = after + gap;
            checksum += size;
        }
        for (size_t index = 0; index < sizeof words / sizeof words[0]; index++)
            checksum = add_to_checksum(checksum, (uint64_t)counts[index]);

        // Many lengths of short strings.
        size_t total = 0;
        for (size_t start = 0; start < length; start += 7)
            total += strlen(copy + start);
        checksum = add_to_checksum(checksum, total + (uint64_t)(memcmp(copy, text, length) > 0));
    }
    free(copy);
    print_checksum(checksum);
}
