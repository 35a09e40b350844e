// Uses of a system one after the other, each told in a line: arguments, environment, input, clocks, random numbers, files, waiting, and an exit code.
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

int main(int argc, char **argv)
{
    for (int index = 0; index < argc; index++)
        printf("argument %s\n", argv[index]);
    for (char **variable = environ; variable && *variable; variable++)
        printf("variable %s\n", *variable);

    char line[256];
    while (fgets(line, sizeof line, stdin))
        printf("line %s", line);
    fprintf(stderr, "to standard error\n");

    struct timespec before, after, pause = {0, 20000000};
    clock_gettime(CLOCK_MONOTONIC, &before);
    nanosleep(&pause, NULL);
    clock_gettime(CLOCK_MONOTONIC, &after);
    long long slept = (after.tv_sec - before.tv_sec) * 1000000000LL + (after.tv_nsec - before.tv_nsec);
    printf("slept %s\n", slept >= 20000000 ? "enough" : "too short");
    printf("year %s\n", time(NULL) > 1000000000 ? "after 2000" : "before");

    unsigned char random[16] = {0}, none[16] = {0};
    getentropy(random, sizeof random);
    printf("random %s\n", memcmp(random, none, sizeof random) ? "yes" : "no");

    FILE *file = fopen("/data/file.txt", "w");
    if (!file)
    {
        printf("open: %s\n", strerror(errno));
    }
    else
    {
        for (int index = 0; index < 1000; index++)
            fprintf(file, "line %d\n", index);
        fclose(file);
        struct stat status;
        stat("/data/file.txt", &status);
        printf("size %lld\n", (long long)status.st_size);
        file = fopen("/data/file.txt", "a+");
        fputs("the end\n", file);
        rewind(file);
        int lines = 0;
        while (fgets(line, sizeof line, file))
            lines++;
        fclose(file);
        printf("lines %d, last %s", lines, line);
    }

    struct pollfd ready = {1, POLLOUT, 0};
    printf("poll %d\n", poll(&ready, 1, 1000));
    fflush(stdout);
    if (argc > 1 && strcmp(argv[1], "loop") == 0)
        for (;;)
            ;
    return argc > 1 && strcmp(argv[1], "fail") == 0 ? 7 : 0;
}
