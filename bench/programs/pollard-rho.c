// Tests and factors 52-bit numbers: 64-bit multiplication, division and remainder, also of halves of 128 bits.
#include "program.h"

PROGRAM("integer", 36000, 1000)

// Without a 128-bit type, since WebAssembly has none: the product by halves, reduced by Montgomery's method.
static uint64_t multiply_high(uint64_t left, uint64_t right)
{
    uint64_t low_left = (uint32_t)left, high_left = left >> 32, low_right = (uint32_t)right, high_right = right >> 32;
    uint64_t middle = high_left * low_right + (low_left * low_right >> 32);
    uint64_t other = low_left * high_right + (uint32_t)middle;
    return high_left * high_right + (middle >> 32) + (other >> 32);
}

struct modulus
{
    uint64_t value, inverse, one, square;
};

static uint64_t multiply(const struct modulus *modulus, uint64_t left, uint64_t right)
{
    uint64_t high = multiply_high(left, right), factor = left * right * modulus->inverse;
    uint64_t reduction = multiply_high(factor, modulus->value);
    return high >= reduction ? high - reduction : high - reduction + modulus->value;
}

static struct modulus make_modulus(uint64_t value)
{
    uint64_t inverse = value;
    for (int step = 0; step < 5; step++)
        inverse *= 2 - value * inverse;
    uint64_t one = (0 - value) % value, square = one;
    for (int step = 0; step < 64; step++)
        square = square >= value - square ? square - (value - square) : square + square;
    return (struct modulus){value, inverse, one, square};
}

static int is_prime(uint64_t number)
{
    static const uint8_t bases[] = {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37};
    for (size_t index = 0; index < sizeof bases; index++)
        if (number % bases[index] == 0)
            return number == bases[index];
    struct modulus modulus = make_modulus(number);
    uint64_t odd = number - 1, minus_one = number - modulus.one;
    int shift = 0;
    for (; odd % 2 == 0; odd /= 2)
        shift++;
    for (size_t index = 0; index < sizeof bases; index++)
    {
        uint64_t power = modulus.one, base = multiply(&modulus, bases[index], modulus.square);
        for (uint64_t exponent = odd; exponent > 0; exponent >>= 1)
        {
            if (exponent & 1)
                power = multiply(&modulus, power, base);
            base = multiply(&modulus, base, base);
        }
        int witness = power != modulus.one && power != minus_one;
        for (int step = 1; step < shift && witness; step++)
        {
            power = multiply(&modulus, power, power);
            witness = power != minus_one;
        }
        if (witness)
            return 0;
    }
    return 1;
}

static uint64_t greatest_common_divisor(uint64_t left, uint64_t right)
{
    while (right != 0)
    {
        uint64_t rest = left % right;
        left = right;
        right = rest;
    }
    return left;
}

static uint64_t find_factor(uint64_t number)
{
    if (number % 2 == 0)
        return 2;
    struct modulus modulus = make_modulus(number);
    for (uint64_t addend = 1;; addend++)
    {
        uint64_t slow = 2, fast = 2, product = modulus.one, factor = 1;
        while (factor == 1)
        {
            // One division for 64 steps; a product of zero loses the factor, so then go on one by one.
            uint64_t slow_before = slow, fast_before = fast;
            for (int step = 0; step < 64; step++)
            {
                slow = (multiply(&modulus, slow, slow) + addend) % number;
                fast = (multiply(&modulus, fast, fast) + addend) % number;
                fast = (multiply(&modulus, fast, fast) + addend) % number;
                product = multiply(&modulus, product, slow > fast ? slow - fast : fast - slow);
            }
            factor = greatest_common_divisor(product, number);
            if (factor == number || product == 0)
            {
                slow = slow_before, fast = fast_before;
                do
                {
                    slow = (multiply(&modulus, slow, slow) + addend) % number;
                    fast = (multiply(&modulus, fast, fast) + addend) % number;
                    fast = (multiply(&modulus, fast, fast) + addend) % number;
                    factor = greatest_common_divisor(slow > fast ? slow - fast : fast - slow, number);
                } while (factor == 1);
            }
        }
        if (factor != number)
            return factor;
    }
}

static void run(int scale)
{
    uint64_t checksum = 0;
    int primes = 0, composites = 0;
    for (int round = 0; round < scale; round++)
    {
        uint64_t number = next_random() >> 12 | 1;
        while (number > 1)
        {
            uint64_t factor = number;
            while (!is_prime(factor))
            {
                factor = find_factor(factor);
                composites++;
            }
            primes++;
            checksum = add_to_checksum(checksum, factor);
            number /= factor;
        }
    }
    printf("%d prime factors, %d searches\n", primes, composites);
    print_checksum(checksum);
}
