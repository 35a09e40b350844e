// Each argument names one way for a guest to fail. The host must survive all of them and say where it happened.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Volatile, so that the compiler can neither foresee the fault nor replace it by an "unreachable" of its own.
static volatile int zero = 0;
static volatile int minimum = INT32_MIN;
static volatile int minus_one = -1;
static volatile uintptr_t far_address = 0xfffffff0u;
static void (*volatile null_function)(void);
static int (*volatile function_of_other_type)(int);

static void function_without_parameters(void)
{
    puts("this is never reached");
}

__attribute__((noinline)) static int divide(int dividend, int divisor)
{
    return dividend / divisor;
}

__attribute__((noinline)) static int read_memory(uintptr_t address)
{
    return *(volatile int *)address;
}

__attribute__((noinline)) static void write_memory(uintptr_t address)
{
    *(volatile int *)address = 42;
}

// Two functions, and work left to do after each call, so that no compiler makes a loop of it.
static int descend_odd(int depth);

__attribute__((noinline)) static int descend_even(int depth)
{
    return descend_odd(depth + 1) * 3 + zero;
}

__attribute__((noinline)) static int descend_odd(int depth)
{
    return descend_even(depth + 1) * 5 + zero;
}

int main(int argument_count, char **arguments)
{
    static const char *const ways[] = {"unreachable", "divide", "overflow", "read", "write", "recursion", "null-call", "type-call", "abort", "exit"};
    const int count = sizeof ways / sizeof ways[0];

    int way = -1;
    for (int index = 0; index < count && argument_count > 1; index++)
        if (strcmp(arguments[1], ways[index]) == 0)
            way = index;

    if (way < 0)
    {
        puts("usage: trap WAY, where WAY is one of");
        for (int index = 0; index < count; index++)
            printf("  %s\n", ways[index]);
        return argument_count > 1 ? 2 : 0;
    }

    // Flushed now: a trap does not run the exit handlers.
    printf("about to fail by %s\n", ways[way]);
    fflush(stdout);

    switch (way)
    {
    case 0:
        __builtin_trap();
    case 1:
        printf("%d\n", divide(1, zero));
        break;
    case 2:
        printf("%d\n", divide(minimum, minus_one));
        break;
    case 3:
        printf("%d\n", read_memory(far_address));
        break;
    case 4:
        write_memory(far_address);
        break;
    case 5:
        printf("%d\n", descend_even(0));
        break;
    case 6:
        null_function();
        break;
    case 7:
        function_of_other_type = (int (*)(int))(void *)function_without_parameters;
        printf("%d\n", function_of_other_type(1));
        break;
    case 8:
        abort();
    case 9:
        exit(3);
    }
    puts("this was not expected to go on");
    return 1;
}
