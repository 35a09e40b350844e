/* Ends of the process, children, and an end of the library, with guests that have trapped, live instances and threads that run guests. */
#include "guest.h"

static wasm_engine_t* the_engine;

/* A thread that runs guests until the process ends: loops, traps, new stores. */
static void* run_for_ever(void* argument)
{
    struct guest guest = guest_new(the_engine, callback_one, NULL);
    __atomic_store_n((int*)argument, 1, __ATOMIC_RELEASE);
    for (;;) {
        struct guest other;
        expect_traps(&guest);
        expect_add(&guest, 1, 2);
        other = guest_new(the_engine, callback_one, NULL);
        expect_traps(&other);
        guest_delete(&other);
    }
    return NULL;
}

/* A thread in a loop of its guest that never ends. */
static void* spin_for_ever(void* argument)
{
    struct guest guest = guest_new(the_engine, callback_one, NULL);
    lanner_raw_t value;
    __atomic_store_n((int*)argument, 1, __ATOMIC_RELEASE);
    lanner_func_call_unchecked(guest.spin, &value);
    return NULL;
}

static struct guest the_guest;

/* A process that is busy in every way. */
static void make_busy(void)
{
    static int is_running[4];
    int index;
    alarm(120);
    the_engine = wasm_engine_new();
    the_guest = guest_new(the_engine, callback_one, NULL);
    expect_traps(&the_guest);
    for (index = 0; index < 4; index++) {
        pthread_t thread;
        CHECK(pthread_create(&thread, NULL, index < 3 ? run_for_ever : spin_for_ever, &is_running[index]) == 0);
        pthread_detach(thread);
    }
    for (index = 0; index < 4; index++) {
        while (__atomic_load_n(&is_running[index], __ATOMIC_ACQUIRE) == 0) {
            usleep(100);
        }
    }
    usleep(1000);
}

/* Handlers that run at the end, one of which calls a guest. */
static void at_end(void)
{
    expect_add(&the_guest, 20, 22);
    expect_traps(&the_guest);
    if (write(1, "end\n", 4) < 0) {
        _exit(5);
    }
}

static wasm_trap_t* exit_in_callback(void* env, const lanner_caller_t* caller, lanner_raw_t* values)
{
    (void)env;
    (void)caller;
    (void)values;
    exit(11);
}

static void* exit_on_thread(void* argument)
{
    (void)argument;
    exit(12);
}

/* The ends, each in a child. */
static void end_by(const char* word)
{
    pthread_t thread;
    make_busy();
    if (strcmp(word, "_exit") == 0) {
        _exit(7);
    } else if (strcmp(word, "exit") == 0) {
        atexit(at_end);
        exit(8);
    } else if (strcmp(word, "quick_exit") == 0) {
        at_quick_exit(at_end);
        quick_exit(9);
    } else if (strcmp(word, "callback") == 0) {
        struct guest guest = guest_new(the_engine, exit_in_callback, NULL);
        call_ask(&guest);
    } else if (strcmp(word, "thread") == 0) {
        lanner_raw_t value;
        CHECK(pthread_create(&thread, NULL, exit_on_thread, NULL) == 0);
        lanner_func_call_unchecked(the_guest.spin, &value);
    } else if (strcmp(word, "abort") == 0) {
        abort();
    } else if (strcmp(word, "main thread") == 0) {
        /* The process goes on without it, until another thread ends it. */
        CHECK(pthread_create(&thread, NULL, exit_on_thread, NULL) == 0);
        pthread_exit(NULL);
    }
    /* Otherwise main returns. */
}

/* Runs this program again, and compares its status and what it has printed. */
static void expect_end(const char* word, int status, const char* printed)
{
    int round;
    for (round = 0; round < rounds_of(4); round++) {
        int ends[2];
        char text[64];
        ssize_t length = 0, more;
        char name[] = "/proc/self/exe";
        char kind[] = "end by";
        char copy[32];
        char* arguments[] = {name, kind, copy, NULL};
        pid_t child;
        int found;
        posix_spawn_file_actions_t actions;
        snprintf(copy, sizeof copy, "%s", word);
        CHECK(pipe(ends) == 0 && posix_spawn_file_actions_init(&actions) == 0);
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
        posix_spawn_file_actions_addclose(&actions, ends[0]);
        CHECK(posix_spawn(&child, name, &actions, NULL, arguments, environ) == 0);
        posix_spawn_file_actions_destroy(&actions);
        close(ends[1]);
        while (length < (ssize_t)sizeof text - 1 && (more = read(ends[0], text + length, sizeof text - 1 - (size_t)length)) > 0) {
            length += more;
        }
        text[length] = 0;
        close(ends[0]);
        found = wait_for(child);
        if (found != status || strcmp(text, printed) != 0) {
            fprintf(stderr, "end by %s, round %d: status %d, printed \"%s\"\n", word, round, found, text);
            _exit(1);
        }
    }
}

static void underscore_exit(void) { expect_end("_exit", 7, ""); }
static void exit_with_handlers(void) { expect_end("exit", 8, "end\n"); }
static void quick(void) { expect_end("quick_exit", 9, "end\n"); }
static void return_from_main(void) { expect_end("return", 0, ""); }
static void exit_from_a_callback(void) { expect_end("callback", 11, ""); }
static void exit_from_another_thread(void) { expect_end("thread", 12, ""); }
static void abort_at_once(void) { expect_end("abort", 128 + SIGABRT, ""); }
static void without_main_thread(void) { expect_end("main thread", 12, ""); }

/* Children by fork, one of which uses Lanner alone, while the parent's threads go on. */
static int use_in_child(void)
{
    struct guest guest = guest_new(the_engine, callback_one, NULL);
    int round;
    for (round = 0; round < 50; round++) {
        expect_traps(&guest);
        expect_add(&guest, round, 2);
        CHECK(call_ask(&guest) == 1);
    }
    expect_traps(&the_guest);
    guest_delete(&guest);
    return 42;
}

/* A thread of .NET may hold a lock at the moment of the fork: then the child waits for ever (docs/c-api.md). What does not wait is right,
   and some do not. */
static void fork_in_a_single_thread(void)
{
    int round;
    int ended = 0;
    the_engine = wasm_engine_new();
    the_guest = guest_new(the_engine, callback_one, NULL);
    expect_traps(&the_guest);
    for (round = 0; round < rounds_of(20); round++) {
        int status;
        pid_t child = fork();
        if (child == 0) {
            alarm(10);
            _exit(use_in_child());
        }
        expect_traps(&the_guest);
        use_in_child();
        status = wait_for(child);
        CHECK(status == 42 || status == 128 + SIGALRM);
        ended += status == 42;
    }
    CHECK(ended > 0);
}

/* The child ends by exit, with what .NET does then. */
static void fork_and_exit(void)
{
    int round;
    int ended = 0;
    the_engine = wasm_engine_new();
    the_guest = guest_new(the_engine, callback_one, NULL);
    for (round = 0; round < rounds_of(10); round++) {
        int status;
        pid_t child = fork();
        if (child == 0) {
            alarm(10);
            exit(use_in_child());
        }
        status = wait_for(child);
        CHECK(status == 42 || status == 128 + SIGALRM);
        ended += status == 42;
    }
    CHECK(ended > 0);
}

/* The child starts .NET itself. */
static void fork_before_the_start(void)
{
    int round;
    for (round = 0; round < rounds_of(5); round++) {
        pid_t child = fork();
        if (child == 0) {
            alarm(60);
            the_engine = wasm_engine_new();
            the_guest = guest_new(the_engine, callback_one, NULL);
            _exit(use_in_child());
        }
        CHECK(wait_for(child) == 42);
    }
}

/* Children that do not use Lanner: fork and exec, posix_spawn, system, popen, from a process that is busy. */
static void children_of_a_busy_process(void)
{
    int round;
    make_busy();
    for (round = 0; round < rounds_of(30); round++) {
        char line[16];
        FILE* stream;
        char name[] = "/bin/sh";
        char flag[] = "-c";
        char command[] = "exit 3";
        char* arguments[] = {name, flag, command, NULL};
        pid_t child = fork();
        if (child == 0) {
            execv(name, arguments);
            _exit(127);
        }
        CHECK(wait_for(child) == 3);
        CHECK(posix_spawn(&child, name, NULL, NULL, arguments, environ) == 0);
        CHECK(wait_for(child) == 3);
        CHECK(WEXITSTATUS(system("exit 4")) == 4);
        stream = popen("echo text", "r");
        CHECK(stream != NULL && fgets(line, sizeof line, stream) != NULL && strcmp(line, "text\n") == 0 && pclose(stream) == 0);
        child = fork();
        if (child == 0) {
            _exit(5);
        }
        CHECK(wait_for(child) == 5);
        expect_traps(&the_guest);
    }
    _exit(0);
}

/* A child that gets a signal does not tell its parent. */
static void on_termination(int signal)
{
    (void)signal;
    _exit(9);
}

static void signals_of_children(void)
{
    int round;
    signal(SIGTERM, on_termination);
    signal(SIGINT, on_termination);
    the_engine = wasm_engine_new();
    the_guest = guest_new(the_engine, callback_one, NULL);
    for (round = 0; round < 20; round++) {
        pid_t child = fork();
        if (child == 0) {
            signal(SIGTERM, SIG_DFL);
            signal(SIGINT, SIG_DFL);
            expect_traps(&the_guest);
            raise(round % 2 == 0 ? SIGTERM : SIGINT);
            _exit(0);
        }
        CHECK(wait_for(child) == 128 + (round % 2 == 0 ? SIGTERM : SIGINT));
        expect_traps(&the_guest);
    }
}

/* Threads that come and go, each with a store of its own. */
static void* one_store(void* argument)
{
    struct guest guest = guest_new(the_engine, callback_one, NULL);
    (void)argument;
    expect_traps(&guest);
    guest_delete(&guest);
    return NULL;
}

static void threads_come_and_go(void)
{
    int round;
    the_engine = wasm_engine_new();
    for (round = 0; round < rounds_of(300); round++) {
        pthread_t threads[2];
        int index;
        for (index = 0; index < 2; index++) {
            CHECK(pthread_create(&threads[index], NULL, one_store, NULL) == 0);
        }
        for (index = 0; index < 2; index++) {
            pthread_join(threads[index], NULL);
        }
    }
}

int main(int count, char** arguments)
{
    static const struct test tests[] = {
        {"underscore_exit", underscore_exit},
        {"exit_with_handlers", exit_with_handlers},
        {"quick", quick},
        {"return_from_main", return_from_main},
        {"exit_from_a_callback", exit_from_a_callback},
        {"exit_from_another_thread", exit_from_another_thread},
        {"abort_at_once", abort_at_once},
        {"without_main_thread", without_main_thread},
        {"fork_in_a_single_thread", fork_in_a_single_thread},
        {"fork_and_exit", fork_and_exit},
        {"fork_before_the_start", fork_before_the_start},
        {"children_of_a_busy_process", children_of_a_busy_process},
        {"signals_of_children", signals_of_children},
        {"threads_come_and_go", threads_come_and_go},
    };
    if (count > 2) {
        end_by(arguments[2]);
        return 0;
    }
    return run_tests(tests, sizeof tests / sizeof *tests, count, arguments);
}
