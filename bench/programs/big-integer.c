// The digits of e and a factorial by arithmetic on long integers: carries, 32 by 32 to 64 bit multiplication, division.
#include "program.h"

PROGRAM("integer", 500, 90)

struct number
{
    uint32_t *limbs;
    size_t count, capacity;
};

static struct number make(size_t capacity, uint32_t value)
{
    struct number number = {allocate(capacity * 4), value != 0, capacity};
    memset(number.limbs, 0, capacity * 4);
    number.limbs[0] = value;
    return number;
}

static void multiply_by(struct number *number, uint32_t factor)
{
    uint64_t carry = 0;
    for (size_t index = 0; index < number->count; index++)
    {
        carry += (uint64_t)number->limbs[index] * factor;
        number->limbs[index] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry != 0)
        number->limbs[number->count++] = (uint32_t)carry;
}

static uint32_t divide_by(struct number *number, uint32_t divisor)
{
    uint64_t rest = 0;
    for (size_t index = number->count; index-- > 0;)
    {
        rest = rest << 32 | number->limbs[index];
        number->limbs[index] = (uint32_t)(rest / divisor);
        rest %= divisor;
    }
    while (number->count > 0 && number->limbs[number->count - 1] == 0)
        number->count--;
    return (uint32_t)rest;
}

static void add(struct number *sum, const struct number *addend)
{
    uint64_t carry = 0;
    for (size_t index = 0; index < addend->count || carry != 0; index++)
    {
        if (index >= sum->count)
            sum->limbs[index] = 0, sum->count = index + 1;
        carry += (uint64_t)sum->limbs[index] + (index < addend->count ? addend->limbs[index] : 0);
        sum->limbs[index] = (uint32_t)carry;
        carry >>= 32;
    }
}

static struct number multiply(const struct number *left, const struct number *right)
{
    struct number product = make(left->count + right->count + 1, 0);
    for (size_t low = 0; low < left->count; low++)
    {
        uint64_t carry = 0;
        for (size_t high = 0; high < right->count; high++)
        {
            carry += (uint64_t)left->limbs[low] * right->limbs[high] + product.limbs[low + high];
            product.limbs[low + high] = (uint32_t)carry;
            carry >>= 32;
        }
        product.limbs[low + right->count] = (uint32_t)carry;
    }
    product.count = left->count + right->count;
    while (product.count > 0 && product.limbs[product.count - 1] == 0)
        product.count--;
    return product;
}

static void run(int scale)
{
    // e = 1 + 1/1! + 1/2! + ..., in fixed point.
    size_t words = (size_t)scale * 10;
    struct number term = make(words + 2, 0), sum = make(words + 3, 0);
    term.limbs[words] = 1, term.count = words + 1;
    for (uint32_t divisor = 1; term.count > 0; divisor++)
    {
        add(&sum, &term);
        divide_by(&term, divisor);
    }
    uint64_t checksum = 0;
    printf("%u.", (unsigned)sum.limbs[words]);
    for (int group = 0; group < scale * 10; group++)
    {
        sum.limbs[words] = 0;
        if (sum.count > words)
            sum.count = words;
        while (sum.count > 0 && sum.limbs[sum.count - 1] == 0)
            sum.count--;
        multiply_by(&sum, 1000000000);
        uint32_t digits = sum.count > words ? sum.limbs[words] : 0;
        if (group < 4)
            printf("%09u", (unsigned)digits);
        checksum = add_to_checksum(checksum, digits);
    }
    printf("\n");

    // A factorial, squared, and its decimal digits added up.
    struct number factorial = make((size_t)scale * 20 + 16, 1);
    for (uint32_t factor = 2; factor <= (uint32_t)scale * 40; factor++)
        multiply_by(&factorial, factor);
    struct number square = multiply(&factorial, &factorial);
    uint64_t digit_sum = 0;
    while (square.count > 0)
        for (uint32_t digits = divide_by(&square, 1000000000); digits > 0; digits /= 10)
            digit_sum += digits % 10;
    printf("digit sum %llu\n", (unsigned long long)digit_sum);
    print_checksum(checksum);
    free(term.limbs), free(sum.limbs), free(factorial.limbs), free(square.limbs);
}
