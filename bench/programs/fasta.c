// Generates text with given frequencies by a linear congruential generator: integer remainders, table look-up, bytes.
#include "program.h"

PROGRAM("text", 55, 1)

struct letter
{
    char symbol;
    double probability;
};

static uint32_t seed = 42;

static double next_fraction(double maximum)
{
    seed = (seed * 3877 + 29573) % 139968;
    return maximum * seed / 139968;
}

static void accumulate(struct letter *letters, int count)
{
    double sum = 0;
    for (int index = 0; index < count; index++)
        letters[index].probability = sum += letters[index].probability;
    letters[count - 1].probability = 1.0;
}

static struct letter mixed[] = {
    {'a', 0.27}, {'c', 0.12}, {'g', 0.12}, {'t', 0.27}, {'B', 0.02}, {'D', 0.02}, {'H', 0.02}, {'K', 0.02},
    {'M', 0.02}, {'N', 0.02}, {'R', 0.02}, {'S', 0.02}, {'V', 0.02}, {'W', 0.02}, {'Y', 0.02},
};

static struct letter human[] = {
    {'a', 0.3029549426680}, {'c', 0.1979883004921}, {'g', 0.1975473066391}, {'t', 0.3015094502008},
};

static uint64_t generate(const struct letter *letters, int letter_count, int length)
{
    char line[61];
    uint64_t checksum = 0;
    for (int position = 0; position < length; position += 60)
    {
        int width = length - position < 60 ? length - position : 60;
        for (int column = 0; column < width; column++)
        {
            double fraction = next_fraction(1.0);
            int index = 0;
            while (index < letter_count - 1 && letters[index].probability < fraction)
                index++;
            line[column] = letters[index].symbol;
        }
        line[width] = '\n';
        checksum = add_bytes_to_checksum(checksum, line, (size_t)width + 1);
    }
    return checksum;
}

static void run(int scale)
{
    accumulate(mixed, sizeof mixed / sizeof mixed[0]);
    accumulate(human, sizeof human / sizeof human[0]);
    print_checksum(generate(mixed, sizeof mixed / sizeof mixed[0], scale * 300000));
    print_checksum(generate(human, sizeof human / sizeof human[0], scale * 500000));
}
