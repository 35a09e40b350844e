/*
 * Faults and signals of the host, in a process whose guests fault too: each sees its own, on threads that have called Lanner, on new ones,
 * during calls, and in callbacks.
 */
#include "guest.h"

static __thread sigjmp_buf place;
static __thread volatile bool expects_fault;
static __thread volatile sig_atomic_t was_on_own_stack;
static int seen[NSIG];
static volatile int zero;
static volatile char* volatile nowhere;

/* A handler that leaves by siglongjmp, and ends the process when the fault is not one that the host has made. */
static void handle(int signal, siginfo_t* details, void* context)
{
    stack_t stack;
    char here;
    (void)details;
    (void)context;
    if (!expects_fault) {
        static const char message[] = "the host's handler was called for a fault that is not the host's\n";
        if (write(2, message, sizeof message - 1) < 0) {
            _exit(4);
        }
        _exit(3);
    }
    expects_fault = false;
    if (sigaltstack(NULL, &stack) == 0 && (stack.ss_flags & SS_DISABLE) == 0) {
        was_on_own_stack = &here >= (char*)stack.ss_sp && &here < (char*)stack.ss_sp + stack.ss_size;
    }
    __atomic_add_fetch(&seen[signal], 1, __ATOMIC_RELAXED);
    siglongjmp(place, 1);
}

static const int faults[] = {SIGSEGV, SIGFPE, SIGBUS, SIGILL, SIGTRAP};

static void install(int more_flags)
{
    struct sigaction action;
    size_t index;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = handle;
    action.sa_flags = SA_SIGINFO | more_flags;
    for (index = 0; index < sizeof faults / sizeof *faults; index++) {
        CHECK(sigaction(faults[index], &action, NULL) == 0);
    }
}

static char* beyond_file;

/* A page of a file that has no bytes there. */
static void prepare_bus_error(void)
{
    char name[] = "/tmp/lanner-XXXXXX";
    int file = mkstemp(name);
    CHECK(file >= 0);
    unlink(name);
    beyond_file = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    CHECK(beyond_file != MAP_FAILED);
    close(file);
}

static void make_fault(int signal)
{
    expects_fault = true;
    if (sigsetjmp(place, 1) == 0) {
        switch (signal) {
        case SIGSEGV: *nowhere = 1; break;
        case SIGBUS: *(volatile char*)beyond_file = 1; break;
#if defined(__x86_64__)
        case SIGFPE: CHECK(7 / zero == 5); break;
        case SIGILL: __asm__ volatile("ud2"); break;
        case SIGTRAP: __asm__ volatile("int3"); break;
#endif
        default: raise(signal);
        }
        CHECK(false);
    }
    CHECK(!expects_fault);
}

static void make_all_faults(void)
{
    size_t index;
    for (index = 0; index < sizeof faults / sizeof *faults; index++) {
        make_fault(faults[index]);
    }
}

static wasm_trap_t* fault_in_callback(void* env, const lanner_caller_t* caller, lanner_raw_t* values)
{
    (void)env;
    (void)caller;
    make_all_faults();
    values[0].i32 = 7;
    return NULL;
}

/* A guest of its own that traps, while the host faults before, between, and in callbacks. */
static void mixed(wasm_engine_t* engine, int rounds)
{
    struct guest guest = guest_new(engine, fault_in_callback, NULL);
    int round;
    for (round = 0; round < rounds; round++) {
        expect_traps(&guest);
        make_all_faults();
        expect_add(&guest, round, 1);
        CHECK(call_ask(&guest) == 7);
        if (round % 250 == 0) {
            expect_trap(guest.recurse, LANNER_TRAP_STACK_EXHAUSTED);
        }
    }
    guest_delete(&guest);
}

static wasm_engine_t* the_engine;
static int the_rounds;

static void* mixed_on_thread(void* argument)
{
    (void)argument;
    mixed(the_engine, the_rounds);
    return NULL;
}

/* A thread that has never called Lanner. */
static void* faults_on_thread(void* argument)
{
    int round;
    (void)argument;
    for (round = 0; round < the_rounds; round++) {
        make_all_faults();
    }
    return NULL;
}

static void on_threads(void* (*run)(void*), int count, size_t stack_size)
{
    pthread_t threads[16];
    pthread_attr_t attributes;
    int index;
    CHECK(count <= 16);
    pthread_attr_init(&attributes);
    if (stack_size != 0) {
        CHECK(pthread_attr_setstacksize(&attributes, stack_size) == 0);
    }
    for (index = 0; index < count; index++) {
        CHECK(pthread_create(&threads[index], &attributes, run, NULL) == 0);
    }
    for (index = 0; index < count; index++) {
        pthread_join(threads[index], NULL);
    }
    pthread_attr_destroy(&attributes);
}

static void everywhere(void)
{
    int before = seen[SIGSEGV];
    mixed(the_engine, rounds_of(1000));
    the_rounds = rounds_of(500);
    on_threads(mixed_on_thread, 4, 0);
    on_threads(faults_on_thread, 4, 0);
    CHECK(seen[SIGSEGV] == before + rounds_of(1000) * 2 + rounds_of(500) * 12);
}

/* The host's handlers are there before .NET. */
static void handlers_before_the_start(void)
{
    prepare_bus_error();
    install(0);
    make_all_faults();
    the_engine = wasm_engine_new();
    CHECK(the_engine != NULL);
    everywhere();
    wasm_engine_delete(the_engine);
}

/* They come after it, and are noticed with the next store. */
static void handlers_after_the_start(void)
{
    struct guest guest;
    prepare_bus_error();
    the_engine = wasm_engine_new();
    guest = guest_new(the_engine, callback_one, NULL);
    expect_traps(&guest);
    install(0);
    wasm_store_delete(wasm_store_new(the_engine));
    make_all_faults();
    expect_traps(&guest);
    everywhere();
    expect_traps(&guest);
    guest_delete(&guest);
    wasm_engine_delete(the_engine);
}

/* A handler that has the fault happen again, with the page there: what garbage collectors and databases do. */
static char* page;

static void make_page(int signal, siginfo_t* details, void* context)
{
    (void)signal;
    (void)context;
    CHECK((char*)details->si_addr >= page && (char*)details->si_addr < page + 4096);
    mprotect(page, 4096, PROT_READ | PROT_WRITE);
}

static void handlers_that_return(void)
{
    struct sigaction action;
    struct guest guest;
    int round;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = make_page;
    action.sa_flags = SA_SIGINFO;
    page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(page != MAP_FAILED && sigaction(SIGSEGV, &action, NULL) == 0);
    the_engine = wasm_engine_new();
    guest = guest_new(the_engine, callback_one, NULL);
    for (round = 0; round < rounds_of(3000); round++) {
        expect_traps(&guest);
        CHECK(mprotect(page, 4096, PROT_NONE) == 0);
        *(volatile char*)page = (char)round;
        CHECK(*page == (char)round);
    }
    guest_delete(&guest);
    wasm_engine_delete(the_engine);
}

/* Alternate stacks of several sizes, made by the thread before it first calls. */
static size_t own_stack_size;

static void use_own_stack(size_t size)
{
    char* memory = mmap(NULL, size + 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    stack_t stack;
    memset(&stack, 0, sizeof stack);
    CHECK(memory != MAP_FAILED && mprotect(memory, 4096, PROT_NONE) == 0);
    stack.ss_sp = memory + 4096;
    stack.ss_size = size;
    CHECK(sigaltstack(&stack, NULL) == 0);
}

static void* mixed_with_own_stack(void* argument)
{
    (void)argument;
    use_own_stack(own_stack_size);
    make_all_faults();
    CHECK(was_on_own_stack);
    mixed(the_engine, the_rounds);
    make_all_faults();
    CHECK(was_on_own_stack);
    return NULL;
}

static void alternate_stacks(void)
{
    const size_t sizes[] = {8192, 12288, 20480, 32768, 65536, 1 << 20};
    size_t index;
    prepare_bus_error();
    install(SA_ONSTACK);
    the_engine = wasm_engine_new();
    the_rounds = rounds_of(100);
    for (index = 0; index < sizeof sizes / sizeof *sizes; index++) {
        own_stack_size = sizes[index];
        on_threads(mixed_with_own_stack, 3, 0);
    }
    wasm_engine_delete(the_engine);
}

/* An alternate stack that the thread makes after it has called, large enough for a trap. */
static void* mixed_with_later_stack(void* argument)
{
    struct guest guest = guest_new(the_engine, callback_one, NULL);
    int round;
    (void)argument;
    expect_traps(&guest);
    use_own_stack(own_stack_size);
    for (round = 0; round < the_rounds; round++) {
        expect_traps(&guest);
        make_fault(SIGSEGV);
        CHECK(was_on_own_stack);
    }
    guest_delete(&guest);
    return NULL;
}

static void alternate_stacks_that_come_later(void)
{
    prepare_bus_error();
    install(SA_ONSTACK);
    the_engine = wasm_engine_new();
    the_rounds = rounds_of(100);
    for (own_stack_size = 16384; own_stack_size <= 1 << 18; own_stack_size *= 4) {
        on_threads(mixed_with_later_stack, 3, 0);
    }
    wasm_engine_delete(the_engine);
}

/* The stack of the host overflows, and its handler leaves by siglongjmp from an alternate stack. */
static volatile int deepest = 1 << 30;

static __attribute__((noinline)) int overflow(int depth)
{
    volatile char frame[512];
    frame[depth & 511] = (char)depth;
    if (depth == deepest) {
        return 0;
    }
    return overflow(depth + 1) + frame[(depth + 1) & 511];
}

static void overflow_and_return(void)
{
    expects_fault = true;
    if (sigsetjmp(place, 1) == 0) {
        CHECK(overflow(0) == 42);
        CHECK(false);
    }
    CHECK(was_on_own_stack && !expects_fault);
}

static wasm_trap_t* overflow_in_callback(void* env, const lanner_caller_t* caller, lanner_raw_t* values)
{
    (void)env;
    (void)caller;
    overflow_and_return();
    values[0].i32 = 9;
    return NULL;
}

static void* overflow_on_thread(void* argument)
{
    struct guest guest;
    int round;
    (void)argument;
    use_own_stack(65536);
    overflow_and_return();
    guest = guest_new(the_engine, overflow_in_callback, NULL);
    for (round = 0; round < the_rounds; round++) {
        overflow_and_return();
        expect_trap(guest.recurse, LANNER_TRAP_STACK_EXHAUSTED);
        CHECK(call_ask(&guest) == 9);
        expect_traps(&guest);
    }
    guest_delete(&guest);
    return NULL;
}

static void stack_overflow(void)
{
    install(SA_ONSTACK);
    the_engine = wasm_engine_new();
    the_rounds = rounds_of(200);
    on_threads(overflow_on_thread, 3, 128 << 10);
    /* A guest that uses up a large stack takes long. */
    the_rounds = rounds_of(3);
    on_threads(overflow_on_thread, 2, 0);
    overflow_on_thread(NULL);
    wasm_engine_delete(the_engine);
}

/* Threads with 96 KiB. */
static void small_threads(void)
{
    prepare_bus_error();
    install(0);
    the_engine = wasm_engine_new();
    mixed(the_engine, 1);
    the_rounds = rounds_of(200);
    on_threads(mixed_on_thread, 4, 96 << 10);
    on_threads(mixed_on_thread, 8, 128 << 10);
    wasm_engine_delete(the_engine);
}

/*
 * What is known to go wrong, for those who want to see it: tests that run only when they are named.
 */

/* An alternate stack that the thread makes after it has called, with less room than a trap needs: the process ends. */
static void small_stacks_that_come_later(void)
{
    install(SA_ONSTACK);
    the_engine = wasm_engine_new();
    the_rounds = 10;
    own_stack_size = 8192;
    on_threads(mixed_with_later_stack, 1, 0);
}

/* A thread that has never called, with an alternate stack of the very size that .NET gives its own threads: the loader takes it for one
   of them, so that the host's handlers are called on the stack that was interrupted. */
static void stacks_like_those_of_dotnet(void)
{
    prepare_bus_error();
    install(SA_ONSTACK);
    the_engine = wasm_engine_new();
    the_rounds = 10;
    own_stack_size = 16384;
    on_threads(mixed_with_own_stack, 1, 0);
}

/* A handler that stays for one signal only (SA_RESETHAND), and the default after it: the fault ends the process. */
static void expect_end(void (*action)(void), int status)
{
    pid_t child = fork();
    if (child == 0) {
        action();
        _exit(0);
    }
    CHECK(wait_for(child) == status);
}

static void fault_that_nobody_handles(void)
{
    struct guest guest = guest_new(wasm_engine_new(), callback_one, NULL);
    expect_traps(&guest);
    *nowhere = 1;
}

static void ignored_fault(void)
{
    signal(SIGSEGV, SIG_IGN);
    fault_that_nobody_handles();
}

static void division_that_nobody_handles(void)
{
    struct guest guest = guest_new(wasm_engine_new(), callback_one, NULL);
    expect_traps(&guest);
    make_fault(SIGFPE);
}

static void default_of_abort(void)
{
    struct guest guest = guest_new(wasm_engine_new(), callback_one, NULL);
    expect_traps(&guest);
    abort();
}

static void default_of_pipe(void)
{
    struct guest guest = guest_new(wasm_engine_new(), callback_one, NULL);
    int ends[2];
    expect_traps(&guest);
    CHECK(pipe(ends) == 0);
    close(ends[0]);
    CHECK(write(ends[1], "x", 1) == 1);
}

static void default_of_termination(void)
{
    struct guest guest = guest_new(wasm_engine_new(), callback_one, NULL);
    expect_traps(&guest);
    raise(SIGTERM);
}

static void default_of_interrupt(void)
{
    struct guest guest = guest_new(wasm_engine_new(), callback_one, NULL);
    expect_traps(&guest);
    raise(SIGINT);
}

static void without_handlers(void)
{
    expect_end(fault_that_nobody_handles, 128 + SIGSEGV);
    expect_end(ignored_fault, 128 + SIGSEGV);
    expect_end(division_that_nobody_handles, 128 + SIGFPE);
    expect_end(default_of_abort, 128 + SIGABRT);
    expect_end(default_of_pipe, 128 + SIGPIPE);
    expect_end(default_of_termination, 128 + SIGTERM);
    expect_end(default_of_interrupt, 128 + SIGINT);
}

/* Whatever the host has set for its other signals is there when .NET has started: handlers, flags and masks. */
static void other_handler(int signal)
{
    __atomic_add_fetch(&seen[signal], 1, __ATOMIC_RELAXED);
}

static bool is_fault(int signal)
{
    size_t index;
    for (index = 0; index < sizeof faults / sizeof *faults; index++) {
        if (faults[index] == signal) {
            return true;
        }
    }
    return false;
}

static void check_dispositions(int kind)
{
    static struct sigaction before[NSIG];
    struct guest guest;
    sigset_t mask_before, mask_after;
    int signal;
    for (signal = 1; signal < NSIG; signal++) {
        struct sigaction action;
        memset(&action, 0, sizeof action);
        action.sa_handler = kind == 0 ? SIG_DFL : kind == 1 ? SIG_IGN : other_handler;
        action.sa_flags = kind == 2 ? SA_RESTART | SA_NODEFER : 0;
        if (kind == 2) {
            sigaddset(&action.sa_mask, SIGUSR2);
        }
        if (!is_fault(signal) && signal != SIGALRM) {
            sigaction(signal, &action, NULL);
        }
        if (sigaction(signal, NULL, &before[signal]) != 0) {
            memset(&before[signal], 0, sizeof before[signal]);
        }
    }
    CHECK(pthread_sigmask(SIG_SETMASK, NULL, &mask_before) == 0);
    guest = guest_new(wasm_engine_new(), callback_one, NULL);
    expect_traps(&guest);
    CHECK(pthread_sigmask(SIG_SETMASK, NULL, &mask_after) == 0);
    for (signal = 1; signal < NSIG; signal++) {
        struct sigaction now;
        if (is_fault(signal) || signal == SIGRTMIN || sigaction(signal, NULL, &now) != 0) {
            continue;
        }
        if (now.sa_handler == SIG_IGN && before[signal].sa_handler == SIG_IGN) {
            /* The flags of what is ignored mean nothing. */
            continue;
        }
        if (now.sa_handler != before[signal].sa_handler || now.sa_flags != before[signal].sa_flags
            || sigismember(&now.sa_mask, SIGUSR2) != sigismember(&before[signal].sa_mask, SIGUSR2)) {
            fprintf(stderr, "signal %d is not as it was\n", signal);
            _exit(1);
        }
        CHECK(sigismember(&mask_before, signal) == sigismember(&mask_after, signal));
    }
    if (kind == 2) {
        /* And they are called. */
        const int some[] = {SIGINT, SIGTERM, SIGQUIT, SIGPIPE, SIGCHLD, SIGHUP, SIGUSR1, SIGUSR2, SIGCONT, SIGWINCH, SIGABRT};
        size_t index;
        for (index = 0; index < sizeof some / sizeof *some; index++) {
            raise(some[index]);
            CHECK(seen[some[index]] == 1);
            expect_traps(&guest);
        }
    }
}

static void defaults_stay(void) { check_dispositions(0); }
static void ignored_stay(void) { check_dispositions(1); }
static void handlers_stay(void) { check_dispositions(2); }

/* Signals that come while a guest runs, and that end waiting in the host. */
static volatile int wants_signals = 1;

static void* send_signals(void* target)
{
    while (__atomic_load_n(&wants_signals, __ATOMIC_RELAXED) != 0) {
        usleep(500);
        pthread_kill(*(pthread_t*)target, SIGUSR1);
    }
    return NULL;
}

static void signals_during_calls(void)
{
    struct sigaction action;
    struct guest guest;
    pthread_t thread;
    pthread_t self = pthread_self();
    int ends[2];
    char byte;
    memset(&action, 0, sizeof action);
    action.sa_handler = other_handler;
    CHECK(sigaction(SIGUSR1, &action, NULL) == 0);
    guest = guest_new(wasm_engine_new(), callback_one, NULL);
    expect_traps(&guest);
    CHECK(pthread_create(&thread, NULL, send_signals, &self) == 0);
    while (__atomic_load_n(&seen[SIGUSR1], __ATOMIC_RELAXED) < rounds_of(200)) {
        expect_traps(&guest);
        expect_add(&guest, 1, 2);
    }
    CHECK(pipe(ends) == 0);
    CHECK(read(ends[0], &byte, 1) < 0 && errno == EINTR);
    __atomic_store_n(&wants_signals, 0, __ATOMIC_RELAXED);
    pthread_join(thread, NULL);
    expect_traps(&guest);
}

/* A handler that itself calls a guest, in the middle of a guest of another store. */
static struct guest guest_of_handler;

static void call_in_handler(int signal)
{
    expect_add(&guest_of_handler, 20, 22);
    other_handler(signal);
}

static void calls_in_handlers(void)
{
    struct guest guest;
    int round;
    the_engine = wasm_engine_new();
    guest_of_handler = guest_new(the_engine, callback_one, NULL);
    guest = guest_new(the_engine, callback_one, NULL);
    signal(SIGUSR1, call_in_handler);
    for (round = 0; round < 1000; round++) {
        expect_traps(&guest);
        raise(SIGUSR1);
    }
    CHECK(seen[SIGUSR1] == 1000);
}

int main(int count, char** arguments)
{
    static const struct test tests[] = {
        {"handlers_before_the_start", handlers_before_the_start},
        {"handlers_after_the_start", handlers_after_the_start},
        {"handlers_that_return", handlers_that_return},
        {"alternate_stacks", alternate_stacks},
        {"alternate_stacks_that_come_later", alternate_stacks_that_come_later},
        {"stack_overflow", stack_overflow},
        {"small_threads", small_threads},
        {"without_handlers", without_handlers},
        {"defaults_stay", defaults_stay},
        {"ignored_stay", ignored_stay},
        {"handlers_stay", handlers_stay},
        {"signals_during_calls", signals_during_calls},
        {"calls_in_handlers", calls_in_handlers},
    };
    if (count > 1 && strcmp(arguments[1], "small_stacks_that_come_later") == 0) {
        small_stacks_that_come_later();
        return 0;
    }
    if (count > 1 && strcmp(arguments[1], "stacks_like_those_of_dotnet") == 0) {
        stacks_like_those_of_dotnet();
        return 0;
    }
    return run_tests(tests, sizeof tests / sizeof *tests, count, arguments);
}
