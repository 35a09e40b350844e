// Edit distances between words and between long strings: minima of three, one row at a time.
#include "program.h"

PROGRAM("text", 170, 5)

static int row[5001];

static int distance(const char *left, int left_length, const char *right, int right_length)
{
    for (int column = 0; column <= right_length; column++)
        row[column] = column;
    for (int line = 1; line <= left_length; line++)
    {
        int diagonal = row[0];
        row[0] = line;
        for (int column = 1; column <= right_length; column++)
        {
            int substitution = diagonal + (left[line - 1] != right[column - 1]);
            int insertion = row[column - 1] + 1, deletion = row[column] + 1;
            diagonal = row[column];
            int smallest = insertion < deletion ? insertion : deletion;
            row[column] = substitution < smallest ? substitution : smallest;
        }
    }
    return row[right_length];
}

static void run(int scale)
{
    static char words[256][16], left[5000], right[5000];
    static int lengths[256];
    for (int word = 0; word < 256; word++)
    {
        lengths[word] = 3 + (int)next_random_below(12);
        for (int index = 0; index < lengths[word]; index++)
            words[word][index] = (char)('a' + next_random_below(6));
    }
    uint64_t checksum = 0;
    for (int round = 0; round < scale; round++)
    {
        for (int first = 0; first < 256; first += 2)
            for (int second = 1; second < 256; second += 4)
                checksum = add_to_checksum(checksum, (uint64_t)distance(words[first], lengths[first], words[second], lengths[second]));
        int length = 1500;
        for (int index = 0; index < length; index++)
        {
            left[index] = (char)('a' + next_random_below(4));
            right[index] = next_random_below(5) == 0 ? 'x' : left[index];
        }
        checksum = add_to_checksum(checksum, (uint64_t)distance(left, length, right + 7, length - 7));
    }
    print_checksum(checksum);
}
