// The sieve of Eratosthenes over bits, and again over bytes: strided stores.
#include "program.h"

PROGRAM("integer", 350, 12)

static void run(int scale)
{
    uint32_t limit = (uint32_t)scale * 500000;
    uint32_t *bits = allocate(limit / 8 + 8);
    memset(bits, 0, limit / 8 + 8);
    uint32_t count = 0, last = 0;
    for (uint32_t candidate = 2; candidate <= limit; candidate++)
    {
        if (bits[candidate / 32] >> candidate % 32 & 1)
            continue;
        count++;
        last = candidate;
        for (uint64_t multiple = (uint64_t)candidate * candidate; multiple <= limit; multiple += candidate)
            bits[multiple / 32] |= 1u << multiple % 32;
    }
    printf("%u primes by bits, last %u\n", (unsigned)count, (unsigned)last);
    free(bits);

    // Small enough for the cache, many times.
    static uint8_t composite[1 << 16];
    uint32_t sum = 0;
    for (int round = 0; round < scale * 4; round++)
    {
        memset(composite, 0, sizeof composite);
        for (uint32_t candidate = 2; candidate < 256; candidate++)
            if (!composite[candidate])
                for (uint32_t multiple = candidate * candidate; multiple < sizeof composite; multiple += candidate)
                    composite[multiple] = 1;
        for (uint32_t candidate = 2; candidate < sizeof composite; candidate++)
            sum += !composite[candidate];
    }
    printf("%u primes by bytes\n", (unsigned)sum);
}
