/* Files, libraries and the environment on Linux and macOS. */
#if !defined(_WIN32)

#if !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif
#if defined(__APPLE__) && !defined(_DARWIN_C_SOURCE)
#define _DARWIN_C_SOURCE
#endif
#include <dirent.h>
#include <dlfcn.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#if defined(__linux__)
#include <sys/syscall.h>
#endif
#include <unistd.h>

#include "loader.h"

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

void lanner_lock(void)
{
    pthread_mutex_lock(&gate);
}

void lanner_unlock(void)
{
    pthread_mutex_unlock(&gate);
}

char* lanner_own_folder(void)
{
    Dl_info info;
    char* path;
    char* end;
    /* C has no conversion from a function to the pointer to data that dladdr takes. */
    union {
        bool (*function)(const char*);
        void* address;
    } self;
    self.function = lanner_start;
    if (dladdr(self.address, &info) == 0) {
        return NULL;
    }
    path = lanner_real_path(info.dli_fname);
    end = path == NULL ? NULL : strrchr(path, '/');
    if (end != NULL) {
        *end = 0;
    }
    return path;
}

bool lanner_exists(const char* path)
{
    return access(path, F_OK) == 0;
}

void lanner_list(const char* folder, void (*visit)(void* state, const char* name), void* state)
{
    DIR* directory = opendir(folder);
    struct dirent* entry;
    if (directory == NULL) {
        return;
    }
    while ((entry = readdir(directory)) != NULL) {
        visit(state, entry->d_name);
    }
    closedir(directory);
}

char* lanner_real_path(const char* path)
{
    return realpath(path, NULL);
}

bool lanner_is_main_thread(void)
{
#if defined(__APPLE__)
    return pthread_main_np() != 0;
#elif defined(__linux__)
    return syscall(SYS_gettid) == getpid();
#else
    return false;
#endif
}

#if defined(__APPLE__)
extern void _tlv_atexit(void (*)(void*), void*);

void lanner_at_thread_end(void (*end)(void*))
{
    _tlv_atexit(end, NULL);
}
#else
/* What destructors of thread_local variables are added by, of all languages and of .NET. */
extern int __cxa_thread_atexit_impl(void (*)(void*), void*, void*) __attribute__((weak));

void lanner_at_thread_end(void (*end)(void*))
{
    if (__cxa_thread_atexit_impl != NULL) {
        __cxa_thread_atexit_impl(end, NULL, NULL);
    }
}
#endif

void* lanner_open_library(const char* path, char* error, size_t error_size)
{
    void* library = dlopen(path, RTLD_LAZY | RTLD_LOCAL);
    if (library == NULL) {
        const char* reason = dlerror();
        snprintf(error, error_size, "%s", reason == NULL ? "no reason is known" : reason);
    }
    return library;
}

void lanner_isolate_libraries(void)
{
#if defined(RTLD_DEEPBIND)
    static const char* const names[] = {"libssl.so.3", "libssl.so.1.1"};
    size_t index;
    if (dlsym(RTLD_DEFAULT, "OPENSSL_init_crypto") == NULL) {
        return;
    }
    for (index = 0; index < sizeof names / sizeof *names; index++) {
        if (dlopen(names[index], RTLD_LAZY | RTLD_LOCAL | RTLD_NODELETE | RTLD_DEEPBIND) != NULL) {
            return;
        }
    }
#endif
}

void* lanner_find_symbol(void* library, const char* name)
{
    return dlsym(library, name);
}

const char* const* lanner_usual_places(void)
{
    static char from_file[PATH_MAX];
    static char from_home[PATH_MAX];
    static const char* places[8];
    int count = 0;
    const char* home = getenv("HOME");
    FILE* file = NULL;
#if defined(__x86_64__)
    file = fopen("/etc/dotnet/install_location_x64", "r");
#elif defined(__aarch64__)
    file = fopen("/etc/dotnet/install_location_arm64", "r");
#endif
    if (file == NULL) {
        file = fopen("/etc/dotnet/install_location", "r");
    }
    if (file != NULL) {
        if (fgets(from_file, sizeof from_file, file) != NULL) {
            from_file[strcspn(from_file, "\r\n")] = 0;
            places[count++] = from_file;
        }
        fclose(file);
    }
#if defined(__APPLE__)
    places[count++] = "/usr/local/share/dotnet";
#else
    places[count++] = "/usr/share/dotnet";
    places[count++] = "/usr/lib/dotnet";
    places[count++] = "/usr/lib64/dotnet";
#endif
    places[count++] = "/opt/dotnet";
    if (home != NULL && snprintf(from_home, sizeof from_home, "%s/.dotnet", home) < (int)sizeof from_home) {
        places[count++] = from_home;
    }
    places[count] = NULL;
    return places;
}

bool lanner_set_variable(const char* name, const char* value)
{
    return getenv(name) == NULL && setenv(name, value, 0) == 0;
}

void lanner_unset_variable(const char* name)
{
    unsetenv(name);
}

void* lanner_host_string(const char* text)
{
    return strdup(text);
}

#endif
