// A random sequence of file operations that follows from a seed. Every result is printed, errors by name, so that a native run and runs under WASI can be compared line by line.
// Usage: operations DIRECTORY SEED STEPS. The directory must be empty. Paths never lead out of it: ".." stands only behind a name, and never in the target of a link.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define OPEN_FILES 6

static uint64_t state;
static int root;
static int files[OPEN_FILES];
static int kinds[OPEN_FILES]; // 0 closed, 1 file, 2 directory

static uint32_t below(uint32_t limit)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)((state >> 20) % limit);
}

static const char *error_name(int error)
{
    switch (error)
    {
#define NAME(E) case E: return #E
        NAME(EACCES); NAME(EAGAIN); NAME(EBADF); NAME(EBUSY); NAME(EEXIST); NAME(EFBIG); NAME(EINVAL); NAME(EIO); NAME(EISDIR); NAME(ELOOP); NAME(EMLINK);
        NAME(ENAMETOOLONG); NAME(ENODEV); NAME(ENOENT); NAME(ENOSPC); NAME(ENOSYS); NAME(ENOTDIR); NAME(ENOTEMPTY); NAME(ENOTSUP); NAME(EOVERFLOW); NAME(EPERM);
        NAME(ESPIPE); NAME(EXDEV); NAME(EMFILE); NAME(EFAULT); NAME(EILSEQ); NAME(EROFS);
#ifdef __wasi__
        NAME(ENOTCAPABLE);
#endif
#undef NAME
    }
    static char number[20];
    snprintf(number, sizeof number, "E%d", error);
    return number;
}

static int report(int result)
{
    if (result < 0)
        printf(" = %s", error_name(errno));
    else
        printf(" = ok");
    return result;
}

static const char *name(void)
{
    static const char *names[] = { "a", "b", "c", "d" };
    return names[below(4)];
}

// A path of up to three names, sometimes written in an odd way.
static void make_path(char *path)
{
    static char too_long[257];
    memset(too_long, 'x', 256);
    path[0] = 0;
    switch (below(40))
    {
    case 0: strcpy(path, "."); return;
    case 1: strcpy(path, ""); return;
    case 2: strcpy(path, too_long); return;
    case 3: sprintf(path, "%s/..", name()); return;
    case 4: sprintf(path, "%s/.", name()); return;
    case 5:
    {
        const char *first = name();
        sprintf(path, "%s/../%s", first, name());
        return;
    }
    case 6: strcpy(path, "./"); break;
    }
    uint32_t depth = below(10);
    uint32_t count = depth < 6 ? 1 : depth < 9 ? 2 : 3;
    for (uint32_t index = 0; index < count; index++)
    {
        if (index > 0)
            strcat(path, below(10) == 0 ? "//" : "/");
        strcat(path, name());
    }
    if (below(12) == 0)
        strcat(path, "/");
}

static const char *type_name(mode_t mode)
{
    return S_ISREG(mode) ? "file" : S_ISDIR(mode) ? "directory" : S_ISLNK(mode) ? "link" : "other";
}

static void show_status(const struct stat *status)
{
    printf(" %s", type_name(status->st_mode));
    if (!S_ISDIR(status->st_mode))
        printf(" size %lld links %d", (long long)status->st_size, (int)status->st_nlink);
}

static void show_bytes(const unsigned char *bytes, ssize_t count)
{
    uint32_t hash = 2166136261u;
    for (ssize_t index = 0; index < count; index++)
        hash = (hash ^ bytes[index]) * 16777619u;
    printf(" %d bytes %08x", (int)count, hash);
}

static int compare(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static int list(int directory, char **names)
{
    int copy = openat(directory, ".", O_RDONLY | O_DIRECTORY);
    if (copy < 0)
        return -1;
    DIR *stream = fdopendir(copy);
    int count = 0;
    for (struct dirent *entry; count < 64 && (entry = readdir(stream));)
        names[count++] = strdup(entry->d_name);
    closedir(stream);
    qsort(names, count, sizeof *names, compare);
    return count;
}

static void show_entries(int directory)
{
    char *names[64];
    int count = list(directory, names);
    if (report(count) < 0)
        return;
    for (int index = 0; index < count; index++)
    {
        printf(" %s", names[index]);
        free(names[index]);
    }
}

static void show_tree(int directory, int depth)
{
    char *names[64];
    int count = list(directory, names);
    for (int index = 0; index < count; index++)
    {
        struct stat status;
        if (strcmp(names[index], ".") != 0 && strcmp(names[index], "..") != 0 && fstatat(directory, names[index], &status, AT_SYMLINK_NOFOLLOW) == 0)
        {
            printf("%*s%s", depth * 2, "", names[index]);
            show_status(&status);
            if (S_ISLNK(status.st_mode))
            {
                char target[300];
                ssize_t length = readlinkat(directory, names[index], target, sizeof target);
                printf(" -> %.*s", (int)length, target);
            }
            int file = openat(directory, names[index], O_RDONLY | O_NOFOLLOW);
            if (S_ISREG(status.st_mode))
            {
                static unsigned char content[1 << 18];
                show_bytes(content, read(file, content, sizeof content));
            }
            printf("\n");
            if (S_ISDIR(status.st_mode))
                show_tree(file, depth + 1);
            if (file >= 0)
                close(file);
        }
        free(names[index]);
    }
}

static void open_one(int slot, const char *path)
{
    static const int modes[] = { O_RDONLY, O_WRONLY, O_RDWR };
    int flags = modes[below(3)];
    uint32_t bits = below(64);
    if (bits & 1)
        flags |= O_CREAT;
    if ((bits & 6) == 6)
        flags |= O_EXCL;
    if ((bits & 24) == 24)
        flags |= O_TRUNC;
    if (bits & 32)
        flags |= O_APPEND;
    uint32_t more = below(8);
    if (more == 0)
        flags |= O_NOFOLLOW;
    if (more == 1 && !(flags & O_CREAT))
        flags |= O_DIRECTORY;
    if (!(flags & O_CREAT))
        flags &= ~O_EXCL;
    printf("open %s %s%s%s%s%s%s%s", path, flags & O_CREAT ? "create " : "", flags & O_EXCL ? "exclusive " : "", flags & O_TRUNC ? "truncate " : "", flags & O_APPEND ? "append " : "",
        flags & O_NOFOLLOW ? "nofollow " : "", flags & O_DIRECTORY ? "directory " : "", (flags & O_ACCMODE) == O_RDONLY ? "r" : (flags & O_ACCMODE) == O_WRONLY ? "w" : "rw");
    if (kinds[slot])
        close(files[slot]);
    files[slot] = openat(root, path, flags, 0666);
    kinds[slot] = 0;
    struct stat status;
    if (report(files[slot]) >= 0 && fstat(files[slot], &status) == 0)
    {
        kinds[slot] = S_ISDIR(status.st_mode) ? 2 : 1;
        show_status(&status);
    }
}

static void use_open(int slot)
{
    static unsigned char buffer[20000];
    int file = files[slot];
    uint32_t length = below(4) == 0 ? below(20000) : below(50);
    uint32_t offset = below(4) == 0 ? below(100000) : below(100);
    struct stat status;
    uint32_t what = below(10);
    switch (what)
    {
    case 0:
    case 1:
        memset(buffer, (int)below(256), length);
        printf("write %d: %u", slot, length);
        report((int)write(file, buffer, length));
        break;
    case 2:
    case 3:
    {
        printf("read %d: %u", slot, length);
        ssize_t count = read(file, buffer, length);
        if (report((int)count) >= 0)
            show_bytes(buffer, count);
        break;
    }
    case 4:
    {
        printf("pread %d: %u at %u", slot, length, offset);
        ssize_t count = pread(file, buffer, length, offset);
        if (report((int)count) >= 0)
            show_bytes(buffer, count);
        break;
    }
    case 5:
        memset(buffer, (int)below(256), length);
        printf("pwrite %d: %u at %u", slot, length, offset);
        report((int)pwrite(file, buffer, length, offset));
        break;
    case 6:
    {
        static const int origins[] = { SEEK_SET, SEEK_CUR, SEEK_END };
        if (kinds[slot] == 2)
            break; // Linux lets directories be sought in, WASI does not.
        int origin = below(3);
        long long distance = (long long)offset - (below(2) ? 60 : 0);
        printf("seek %d: %lld from %d", slot, distance, origin);
        off_t position = lseek(file, distance, origins[origin]);
        if (report(position < 0 ? -1 : 0) >= 0)
            printf(" %lld", (long long)position);
        break;
    }
    case 7:
        printf("truncate %d: %u", slot, offset);
        report(ftruncate(file, offset));
        break;
    case 8:
    {
        printf("allocate %d: %u at %u", slot, length, offset);
#ifdef WITHOUT_ALLOCATION // WASI 0.2 has none.
        errno = ENOTSUP;
#else
        errno = posix_fallocate(file, offset, length);
#endif
        report(errno ? -1 : 0);
        break;
    }
    case 9:
        printf("sync %d", slot);
        report(fsync(file));
        break;
    }
    if (fstat(file, &status) == 0)
        show_status(&status);
}

static void step(void)
{
    char path[600], other[600];
    int slot = (int)below(OPEN_FILES);
    struct stat status;
    make_path(path);
    make_path(other);
    if (other[0] == 0)
        strcpy(other, "d"); // Which of two wrong paths is told depends on the kernel.
    switch (below(20))
    {
    case 0:
    case 1:
    case 2:
    case 3:
        open_one(slot, path);
        break;
    case 4:
    case 5:
        printf("mkdir %s", path);
        report(mkdirat(root, path, 0777));
        break;
    case 6:
        printf("rmdir %s", path);
        report(unlinkat(root, path, AT_REMOVEDIR));
        break;
    case 7:
        printf("unlink %s", path);
        report(unlinkat(root, path, 0));
        break;
    case 8:
    case 9:
        printf("rename %s %s", path, other);
        report(renameat(root, path, root, other));
        break;
    case 10:
        printf("link %s %s", path, other);
        report(linkat(root, path, root, other, 0));
        break;
    case 11:
    {
        char target[600];
        const char *first = name();
        const char *second = name();
        sprintf(target, below(3) ? "%s" : "%s/%s", first, second);
        printf("symlink %s %s", target, other);
        report(symlinkat(target, root, other));
        break;
    }
    case 12:
    {
        char target[300];
        printf("readlink %s", path);
        ssize_t length = readlinkat(root, path, target, below(2) ? 2 : sizeof target);
        if (report((int)length) >= 0)
            printf(" %.*s", (int)length, target);
        break;
    }
    case 13:
    {
        int follow = (int)below(2);
        printf("%s %s", follow ? "stat" : "lstat", path);
        if (report(fstatat(root, path, &status, follow ? 0 : AT_SYMLINK_NOFOLLOW)) >= 0)
            show_status(&status);
        break;
    }
    case 14:
    {
        int follow = (int)below(2);
        struct timespec times[2];
        for (int index = 0; index < 2; index++)
        {
            times[index].tv_sec = below(100000);
            times[index].tv_nsec = below(1000000000);
        }
        printf("times %s %s", follow ? "" : "nofollow", path);
        if (report(utimensat(root, path, times, follow ? 0 : AT_SYMLINK_NOFOLLOW)) >= 0
            && fstatat(root, path, &status, follow ? 0 : AT_SYMLINK_NOFOLLOW) == 0)
            printf(" %lld.%09ld", (long long)status.st_mtim.tv_sec, (long)status.st_mtim.tv_nsec);
        break;
    }
    case 15:
    {
        printf("list %s", path);
        int directory = openat(root, path, O_RDONLY | O_DIRECTORY);
        if (report(directory) >= 0)
        {
            show_entries(directory);
            close(directory);
        }
        break;
    }
    default:
        if (kinds[slot])
            use_open(slot);
        else
            open_one(slot, path);
        break;
    }
    printf("\n");
}

int main(int count, char **arguments)
{
    if (count != 4)
    {
        fprintf(stderr, "usage: operations DIRECTORY SEED STEPS\n");
        return 2;
    }
    root = open(arguments[1], O_RDONLY | O_DIRECTORY);
    if (root < 0)
    {
        perror(arguments[1]);
        return 1;
    }
    state = 88172645463325252ull ^ (strtoull(arguments[2], NULL, 10) * 0x9E3779B97F4A7C15ull);
    mkdirat(root, "a", 0777);
    mkdirat(root, "a/b", 0777);
    mkdirat(root, "b", 0777);
    for (int steps = atoi(arguments[3]); steps > 0; steps--)
        step();
    show_tree(root, 0);
    return 0;
}
