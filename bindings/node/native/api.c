/* Opens liblanner and finds its functions. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

#include "api.h"

struct lanner_api api;

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static bool is_open;
static char failure[1024];

static const char* find_functions(void* library)
{
#define FIND(name)                                                              \
    {                                                                           \
        void* address = dlsym(library, #name);                                  \
        if (address == NULL) {                                                  \
            snprintf(failure, sizeof failure, "the library has no %s", #name);  \
            return failure;                                                     \
        }                                                                       \
        memcpy(&api.name, &address, sizeof address);                            \
    }
    LANNER_FUNCTIONS(FIND)
#undef FIND
    return NULL;
}

const char* api_open(const char* path)
{
    const char* result = NULL;
    pthread_mutex_lock(&gate);
    if (!is_open) {
        /* It stays until the process ends, as .NET does. */
        void* library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
        if (library == NULL) {
            const char* reason = dlerror();
            snprintf(failure, sizeof failure, "%s", reason == NULL ? "no reason is known" : reason);
            result = failure;
        } else {
            result = find_functions(library);
            is_open = result == NULL;
        }
    }
    pthread_mutex_unlock(&gate);
    return result;
}
