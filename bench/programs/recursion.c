// Fibonacci, Ackermann, Takeuchi and the towers of Hanoi: nothing but calls and returns.
#include "program.h"

PROGRAM("calls", 41, 33)

__attribute__((noinline)) static int fibonacci(int number)
{
    return number < 2 ? number : fibonacci(number - 1) + fibonacci(number - 2);
}

__attribute__((noinline)) static int ackermann(int first, int second)
{
    if (first == 0)
        return second + 1;
    return ackermann(first - 1, second == 0 ? 1 : ackermann(first, second - 1));
}

__attribute__((noinline)) static int takeuchi(int x, int y, int z)
{
    if (y >= x)
        return z;
    return takeuchi(takeuchi(x - 1, y, z), takeuchi(y - 1, z, x), takeuchi(z - 1, x, y));
}

__attribute__((noinline)) static long long move_tower(int height, int from, int to)
{
    if (height == 0)
        return 0;
    int other = 3 - from - to;
    return move_tower(height - 1, from, other) + from * 3 + to + move_tower(height - 1, other, to);
}

static void run(int scale)
{
    printf("fibonacci %d\n", fibonacci(scale));
    printf("ackermann %d\n", ackermann(2, scale * 20));
    printf("takeuchi %d\n", takeuchi(scale / 2, scale / 3, scale / 6));
    printf("towers %lld\n", move_tower(scale * 2 / 3, 0, 2));
}
