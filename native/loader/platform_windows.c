/* Files, libraries and the environment on Windows. Prepared, not tested yet. */
#if defined(_WIN32)

#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>

#include "loader.h"

static SRWLOCK gate = SRWLOCK_INIT;

void lanner_lock(void)
{
    AcquireSRWLockExclusive(&gate);
}

void lanner_unlock(void)
{
    ReleaseSRWLockExclusive(&gate);
}

static wchar_t* wide(const char* text)
{
    int size = MultiByteToWideChar(CP_UTF8, 0, text, -1, NULL, 0);
    wchar_t* result = malloc((size_t)size * sizeof(wchar_t));
    if (result != NULL) {
        MultiByteToWideChar(CP_UTF8, 0, text, -1, result, size);
    }
    return result;
}

static char* narrow(const wchar_t* text)
{
    int size = WideCharToMultiByte(CP_UTF8, 0, text, -1, NULL, 0, NULL, NULL);
    char* result = malloc((size_t)size);
    if (result != NULL) {
        WideCharToMultiByte(CP_UTF8, 0, text, -1, result, size, NULL, NULL);
    }
    return result;
}

char* lanner_own_folder(void)
{
    wchar_t path[32768];
    HMODULE module;
    wchar_t* end;
    DWORD flags = GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT;
    if (!GetModuleHandleExW(flags, (LPCWSTR)(void*)&lanner_start, &module) || GetModuleFileNameW(module, path, 32768) == 0) {
        return NULL;
    }
    end = wcsrchr(path, L'\\');
    if (end != NULL) {
        *end = 0;
    }
    return narrow(path);
}

bool lanner_exists(const char* path)
{
    wchar_t* name = wide(path);
    bool exists = name != NULL && GetFileAttributesW(name) != INVALID_FILE_ATTRIBUTES;
    free(name);
    return exists;
}

void lanner_list(const char* folder, void (*visit)(void* state, const char* name), void* state)
{
    char pattern[4096];
    wchar_t* name;
    WIN32_FIND_DATAW entry;
    HANDLE search;
    snprintf(pattern, sizeof pattern, "%s\\*", folder);
    name = wide(pattern);
    search = name == NULL ? INVALID_HANDLE_VALUE : FindFirstFileW(name, &entry);
    free(name);
    if (search == INVALID_HANDLE_VALUE) {
        return;
    }
    do {
        char* found = narrow(entry.cFileName);
        if (found != NULL) {
            visit(state, found);
            free(found);
        }
    } while (FindNextFileW(search, &entry));
    FindClose(search);
}

char* lanner_real_path(const char* path)
{
    return lanner_exists(path) ? _strdup(path) : NULL;
}

void* lanner_open_library(const char* path, char* error, size_t error_size)
{
    wchar_t* name = wide(path);
    HMODULE library = name == NULL ? NULL : LoadLibraryExW(name, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    free(name);
    if (library == NULL) {
        snprintf(error, error_size, "error %lu of the system", GetLastError());
    }
    return (void*)library;
}

bool lanner_is_main_thread(void)
{
    return false;
}

void lanner_at_thread_end(void (*end)(void*))
{
    (void)end;
}

void lanner_isolate_libraries(void)
{
}

void* lanner_find_symbol(void* library, const char* name)
{
    return (void*)GetProcAddress((HMODULE)library, name);
}

const char* const* lanner_usual_places(void)
{
    static char from_programs[4096];
    static const char* places[2];
    const char* programs = getenv("ProgramFiles");
    if (programs != NULL && snprintf(from_programs, sizeof from_programs, "%s\\dotnet", programs) < (int)sizeof from_programs) {
        places[0] = from_programs;
    }
    return places;
}

bool lanner_set_variable(const char* name, const char* value)
{
    return getenv(name) == NULL && _putenv_s(name, value) == 0;
}

void lanner_unset_variable(const char* name)
{
    _putenv_s(name, "");
}

void* lanner_host_string(const char* text)
{
    return wide(text);
}

#endif
