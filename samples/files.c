// Walks through the file system calls below one preopened directory, and says what it does.
// Prints neither times nor inode numbers, so that the output is the same on every host.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *root;

static void require(int condition, const char *what)
{
    if (condition)
        return;
    printf("failed: %s: %s\n", what, strerror(errno));
    exit(1);
}

// Returns one of a few rotating buffers, since rename needs two paths at a time.
static const char *path_of(const char *name)
{
    static char buffers[4][512];
    static int next;
    char *buffer = buffers[next++ % 4];
    snprintf(buffer, sizeof buffers[0], "%s/%s", root, name);
    return buffer;
}

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static void list(const char *name)
{
    DIR *directory = opendir(path_of(name));
    require(directory != NULL, "opendir");
    char *names[128];
    size_t count = 0;
    for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory))
    {
        // Not every host lists these two.
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        require(count < sizeof names / sizeof names[0], "too many entries");
        names[count++] = strdup(entry->d_name);
    }
    closedir(directory);

    qsort(names, count, sizeof names[0], compare_names);
    printf("list %s: %zu entries\n", name, count);
    for (size_t index = 0; index < count; index++)
    {
        char child[256];
        snprintf(child, sizeof child, "%s/%s", name, names[index]);
        struct stat status;
        require(stat(path_of(child), &status) == 0, "stat");
        if (S_ISDIR(status.st_mode))
            printf("  %s/\n", names[index]);
        else
            printf("  %s %lld\n", names[index], (long long)status.st_size);
        free(names[index]);
    }
}

static void expect_error(const char *what, int result, int expected)
{
    int actual = result == 0 ? 0 : errno;
    printf("%s: %s\n", what, actual == expected ? "refused as it should be" : actual == 0 ? "unexpectedly allowed" : strerror(actual));
}

int main(int argument_count, char **arguments)
{
    if (argument_count != 2)
    {
        fputs("usage: files DIRECTORY\n", stderr);
        return 2;
    }
    root = arguments[1];

    require(mkdir(path_of("notes"), 0755) == 0, "mkdir notes");
    require(mkdir(path_of("notes/old"), 0755) == 0, "mkdir notes/old");
    puts("made notes and notes/old");
    expect_error("make notes again", mkdir(path_of("notes"), 0755), EEXIST);

    FILE *stream = fopen(path_of("notes/first.txt"), "w");
    require(stream != NULL, "create first.txt");
    for (int line = 1; line <= 100; line++)
        fprintf(stream, "line %03d\n", line);
    require(fclose(stream) == 0, "close first.txt");
    puts("wrote first.txt");

    int descriptor = open(path_of("notes/holes.bin"), O_CREAT | O_EXCL | O_RDWR, 0644);
    require(descriptor >= 0, "create holes.bin");
    require(write(descriptor, "head", 4) == 4, "write head");
    require(lseek(descriptor, 1000, SEEK_SET) == 1000, "seek");
    require(write(descriptor, "tail", 4) == 4, "write tail");
    char piece[8] = {0};
    require(lseek(descriptor, -6, SEEK_END) == 998, "seek from the end");
    require(read(descriptor, piece, sizeof piece) == 6, "read the end");
    printf("holes.bin ends in %d %d %.4s\n", piece[0], piece[1], piece + 2);
    require(pwrite(descriptor, "HEAD", 4, 0) == 4, "pwrite");
    require(pread(descriptor, piece, 4, 0) == 4, "pread");
    printf("holes.bin starts with %.4s, position is %lld\n", piece, (long long)lseek(descriptor, 0, SEEK_CUR));
    require(ftruncate(descriptor, 500) == 0, "truncate");
    require(close(descriptor) == 0, "close holes.bin");
    expect_error("create holes.bin again", open(path_of("notes/holes.bin"), O_CREAT | O_EXCL | O_RDWR, 0644) >= 0 ? 0 : -1, EEXIST);

    stream = fopen(path_of("notes/first.txt"), "a");
    require(stream != NULL, "append to first.txt");
    fputs("the last line\n", stream);
    require(fclose(stream) == 0, "close first.txt");

    list("notes");

    stream = fopen(path_of("notes/first.txt"), "r");
    require(stream != NULL, "open first.txt");
    char line[64];
    require(fseek(stream, 41 * 9, SEEK_SET) == 0, "seek in first.txt");
    require(fgets(line, sizeof line, stream) != NULL, "read first.txt");
    printf("after 41 lines: %s", line);
    require(fseek(stream, -14, SEEK_END) == 0, "seek in first.txt");
    require(fgets(line, sizeof line, stream) != NULL, "read first.txt");
    printf("at the end: %s", line);
    fclose(stream);

    require(rename(path_of("notes/first.txt"), path_of("notes/old/second.txt")) == 0, "rename");
    puts("renamed first.txt to old/second.txt");
    struct stat status;
    expect_error("stat first.txt", stat(path_of("notes/first.txt"), &status), ENOENT);
    expect_error("remove notes while it is full", rmdir(path_of("notes")), ENOTEMPTY);
    list("notes");
    list("notes/old");

    require(unlink(path_of("notes/old/second.txt")) == 0, "unlink second.txt");
    require(unlink(path_of("notes/holes.bin")) == 0, "unlink holes.bin");
    require(rmdir(path_of("notes/old")) == 0, "rmdir old");
    list("notes");
    require(rmdir(path_of("notes")) == 0, "rmdir notes");
    expect_error("stat notes", stat(path_of("notes"), &status), ENOENT);
    puts("removed everything");
    return 0;
}
