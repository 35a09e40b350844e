// What reading and writing costs. "io copy IN OUT ROUNDS" copies a file again and again over another, 64 KiB at a time; "io small COUNT" writes 16 bytes to standard output so many times,
// "io small COUNT FILE" to a file.
// The milliseconds that it took are printed on standard error.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

static int fail(const char *what)
{
    perror(what);
    return 1;
}

int main(int count, char **arguments)
{
    double start = now();
    if (count == 5 && strcmp(arguments[1], "copy") == 0)
    {
        static char block[64 << 10];
        int in = open(arguments[2], O_RDONLY);
        int out = open(arguments[3], O_WRONLY | O_CREAT, 0666);
        if (in < 0 || out < 0)
            return fail(in < 0 ? arguments[2] : arguments[3]);
        for (int rounds = atoi(arguments[4]); rounds > 0; rounds--)
        {
            lseek(in, 0, SEEK_SET);
            lseek(out, 0, SEEK_SET);
            for (ssize_t length; (length = read(in, block, sizeof block)) != 0;)
                if (length < 0 || write(out, block, length) != length)
                    return fail("copy");
        }
    }
    else if ((count == 3 || count == 4) && strcmp(arguments[1], "small") == 0)
    {
        int out = count == 3 ? 1 : open(arguments[3], O_WRONLY | O_CREAT | O_TRUNC, 0666);
        if (out < 0)
            return fail(arguments[3]);
        for (int left = atoi(arguments[2]); left > 0; left--)
            if (write(out, "sixteen bytes..\n", 16) != 16)
                return fail("write");
    }
    else
    {
        fprintf(stderr, "usage: io copy IN OUT ROUNDS | io small COUNT [FILE]\n");
        return 2;
    }
    fprintf(stderr, "%.3f\n", now() - start);
    return 0;
}
