// The smallest useful guest: proves that output, arguments and environment reach it.
#include <stdio.h>

extern char **environ;

int main(int argument_count, char **arguments)
{
    puts("hello, world");

    // The name of the program itself differs between hosts, so it is left out.
    for (int index = 1; index < argument_count; index++)
        printf("argument %d: %s\n", index, arguments[index]);

    for (char **variable = environ; variable != NULL && *variable != NULL; variable++)
        printf("environment: %s\n", *variable);

    return 0;
}
