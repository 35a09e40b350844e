/*
 * Signals. .NET turns faults of guests into exceptions by handlers of signals, and installs others besides. In the process of somebody
 * else that has to be done with care:
 *
 *   - For the signals of faults this front handler stands before those of .NET. A fault inside a call of Lanner is theirs; any other is
 *     the host's, whose handlers were remembered: Go, the JVM, crash reporters and others rely on that.
 *   - While .NET is at a fault, all signals are blocked on the thread. Its handler goes on where the fault was, on the stack of the guest,
 *     and needs what it has left on the alternate stack; the handler of another signal would write over that, or find no room there.
 *   - Other signals, which .NET takes to end the process in its manner, are given back to the host.
 *   - The signal by which .NET stops threads for a collection stays exactly as .NET has set it: it fails with other flags.
 */
#if !defined(_WIN32)

#if !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif
#if defined(__APPLE__) && !defined(_DARWIN_C_SOURCE)
#define _DARWIN_C_SOURCE
#endif
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#if defined(__APPLE__)
#include <sys/ucontext.h>
#else
#include <ucontext.h>
#endif
#include <unistd.h>

#include "loader.h"

/* By which .NET stops threads for a collection. */
#if defined(SIGRTMIN)
#define STOPPING_SIGNAL SIGRTMIN
#else
#define STOPPING_SIGNAL SIGUSR1
#endif

enum {
    /* A trap needs about 12 KiB with the registers of AVX-512; Rust's standard library gives its threads 8. */
    SMALLEST_STACK = 32 << 10,
    /* The host's handlers run there too: the crash report of the JVM needs more than 64 KiB. */
    OWN_STACK = 256 << 10,
    /* A page of any size that systems have. */
    GUARD = 64 << 10,
    MOST_HANDLERS = 8,
    SIGNAL_COUNT = 65
};

/* The handlers for one signal of faults. */
struct fault {
    int signal;
    struct sigaction runtime;
    /* Those of the host, the oldest first: a later one may call the one before, which it found installed. */
    struct sigaction hosts[MOST_HANDLERS];
    int host_count;
};

static struct fault faults[] = {
    {.signal = SIGSEGV}, {.signal = SIGFPE}, {.signal = SIGBUS}, {.signal = SIGILL}, {.signal = SIGTRAP},
};

static struct sigaction before[SIGNAL_COUNT];
static size_t runtime_stack_size;
static pthread_key_t own_stack_key;

static struct fault* find_fault(int signal)
{
    size_t index;
    for (index = 0; index < sizeof faults / sizeof *faults; index++) {
        if (faults[index].signal == signal) {
            return &faults[index];
        }
    }
    return NULL;
}

/* Whether a fault is one that .NET knows what to do about. */
static bool is_of_runtime(void)
{
    stack_t stack;
    if (lanner_thread.is_ready) {
        return lanner_thread.inside > 0;
    }
    if (lanner_thread.inside > 0) {
        /* .NET is being started on this thread. */
        return true;
    }
    /* A thread of the host that has never called Lanner, or one that .NET has made: those have a stack for signals of a size of their
       own. */
    if (runtime_stack_size == 0 || sigaltstack(NULL, &stack) != 0 || (stack.ss_flags & SS_DISABLE) != 0
        || stack.ss_size != runtime_stack_size) {
        return false;
    }
    /* The host may have stacks of the same size. Those of .NET begin with a page that nobody can read, of which the system tells. */
    return access(stack.ss_sp, F_OK) != 0 && errno == EFAULT;
}

static void call_handler(const struct sigaction* action, int signal, siginfo_t* details, void* context)
{
    if ((action->sa_flags & SA_SIGINFO) != 0) {
        action->sa_sigaction(signal, details, context);
    } else {
        action->sa_handler(signal);
    }
}

/* Has the system do what it does when nobody handles the signal: a fault happens again when this returns, and another signal is raised. */
static void do_default(int signal, const siginfo_t* details)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = SIG_DFL;
    sigaction(signal, &action, NULL);
    if (details == NULL || details->si_code <= 0 || signal == SIGTRAP) {
        /* A breakpoint does not happen again: the program would go on behind it. */
        raise(signal);
    }
}

/*
 * Calls a handler on the stack that was in use when the signal came. .NET installs its handlers for other signals than SIGSEGV without
 * SA_ONSTACK and relies on that: it leaves them by unwinding to managed code. The host may need the flag (Go does), so that this handler
 * has it always.
 */
#if defined(__x86_64__)
#define CAN_SWITCH_STACKS 1

static void* interrupted_stack(void* context)
{
    ucontext_t* state = context;
#if defined(__APPLE__)
    char* top = (char*)state->uc_mcontext->__ss.__rsp;
#else
    char* top = (char*)state->uc_mcontext.gregs[REG_RSP];
#endif
    /* 128 bytes below are in use too (the red zone). */
    return (void*)((uintptr_t)(top - 128) & ~(uintptr_t)15);
}

static void call_on_stack(void* stack, void (*handler)(int, siginfo_t*, void*), int signal, siginfo_t* details, void* context)
{
    __asm__ volatile(
        "movq %%rsp, %%rbx\n\t"
        "movq %[stack], %%rsp\n\t"
        "call *%[handler]\n\t"
        "movq %%rbx, %%rsp"
        : "+D"(signal), "+S"(details), "+d"(context)
        : [stack] "r"(stack), [handler] "r"(handler)
        : "rax", "rbx", "rcx", "r8", "r9", "r10", "r11", "memory", "cc", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7",
        "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");
}
#elif defined(__aarch64__)
#define CAN_SWITCH_STACKS 1

static void* interrupted_stack(void* context)
{
    ucontext_t* state = context;
#if defined(__APPLE__)
    return (void*)(state->uc_mcontext->__ss.__sp & ~15UL);
#else
    return (void*)(state->uc_mcontext.sp & ~15UL);
#endif
}

static void call_on_stack(void* stack, void (*handler)(int, siginfo_t*, void*), int signal, siginfo_t* details, void* context)
{
    register long first __asm__("x0") = signal;
    register siginfo_t* second __asm__("x1") = details;
    register void* third __asm__("x2") = context;
    __asm__ volatile(
        "mov x19, sp\n\t"
        "mov sp, %[stack]\n\t"
        "blr %[handler]\n\t"
        "mov sp, x19"
        : "+r"(first), "+r"(second), "+r"(third)
        : [stack] "r"(stack), [handler] "r"(handler)
        : "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15", "x16", "x17", "x19", "x30", "memory", "cc",
        "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v16", "v17", "v18", "v19", "v20", "v21", "v22", "v23", "v24", "v25", "v26",
        "v27", "v28", "v29", "v30", "v31");
}
#else
#define CAN_SWITCH_STACKS 0
#endif

#if CAN_SWITCH_STACKS
/* Runs on the interrupted stack. There, .NET may be stopped for a collection, as it expects of a handler without SA_ONSTACK. */
static void call_runtime_unblocked(int signal, siginfo_t* details, void* context)
{
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, STOPPING_SIGNAL);
    pthread_sigmask(SIG_UNBLOCK, &stop, NULL);
    find_fault(signal)->runtime.sa_sigaction(signal, details, context);
}
#endif

#if CAN_SWITCH_STACKS
/* Somebody who stands before this handler may have called it on the interrupted stack. With SS_AUTODISARM, which Go's binding sets, the
   system says during a handler that there is no alternate stack; the context still has it. */
static bool is_on_alternate_stack(const void* context)
{
    stack_t stack;
    const stack_t* then = &((const ucontext_t*)context)->uc_stack;
    return (sigaltstack(NULL, &stack) == 0 && (stack.ss_flags & SS_ONSTACK) != 0)
        || ((then->ss_flags & SS_DISABLE) == 0 && (uintptr_t)&stack - (uintptr_t)then->ss_sp < then->ss_size);
}
#endif

static void call_runtime(struct fault* fault, siginfo_t* details, void* context)
{
#if CAN_SWITCH_STACKS
    if ((fault->runtime.sa_flags & SA_ONSTACK) == 0 && (fault->runtime.sa_flags & SA_SIGINFO) != 0 && is_on_alternate_stack(context)) {
        call_on_stack(interrupted_stack(context), call_runtime_unblocked, fault->signal, details, context);
        return;
    }
#endif
    call_handler(&fault->runtime, fault->signal, details, context);
}

/* Masks have 64 signals, though the type may be larger. */
static uint64_t mask_of(const sigset_t* set)
{
    uint64_t mask = 0;
    memcpy(&mask, set, sizeof *set < sizeof mask ? sizeof *set : sizeof mask);
    return mask;
}

static void set_mask(uint64_t mask)
{
    sigset_t set;
    sigemptyset(&set);
    memcpy(&set, &mask, sizeof set < sizeof mask ? sizeof set : sizeof mask);
    pthread_sigmask(SIG_SETMASK, &set, NULL);
}

void lanner_signals_restore_mask(void)
{
    lanner_thread.has_mask = false;
    set_mask(lanner_thread.mask);
}

/* Blocks what the system would block for the handler of the host. */
static void block_as_host(const struct fault* fault, const ucontext_t* context)
{
    const struct sigaction* action = &fault->hosts[fault->host_count - 1];
    uint64_t mask = mask_of(&context->uc_sigmask) | mask_of(&action->sa_mask);
    if ((action->sa_flags & SA_NODEFER) == 0) {
        mask |= 1ULL << (fault->signal - 1);
    }
    set_mask(mask);
}

/* Marks in a context (uc_link, which the system zeroes for each signal and does not read): which of the host's handlers has it, or that
   the mask was noted for it. They go with the context, also when a handler is left by longjmp. */
static char handing[MOST_HANDLERS];
static char noted;

static bool is_handing(const ucontext_t* context)
{
    const char* mark = (const char*)context->uc_link;
    return mark >= handing && mark < handing + MOST_HANDLERS;
}

/* Which handler's turn it is, counted from the one that was installed last. */
static int find_depth(const ucontext_t* context, const siginfo_t* details, const void* frame)
{
    /* A handler may go on to what it found installed, which is this one: then it is the turn of the one before. */
    if (is_handing(context)) {
        return (int)((const char*)context->uc_link - handing) + 1;
    }
    /* Or it puts back what it found, and raises the signal: at once if the signal is not blocked meanwhile, and otherwise it comes when the
       handler has returned. Crash reporters do so, which have written their report. */
    if (details->si_code <= 0) {
        if (lanner_thread.handing_frame != NULL && (const char*)frame < (const char*)lanner_thread.handing_frame) {
            return lanner_thread.handing_depth + 1;
        }
        return lanner_thread.raised_depth;
    }
    return 0;
}

/* The host's handlers run on the alternate stack, also those that did not ask for it: .NET's need the flag. */
static void hand_to_host(struct fault* fault, siginfo_t* details, void* context)
{
    ucontext_t* state = context;
    void* mark = state->uc_link;
    void* outer_frame = lanner_thread.handing_frame;
    int outer_depth = lanner_thread.handing_depth;
    int depth = find_depth(state, details, &mark);
    int index = __atomic_load_n(&fault->host_count, __ATOMIC_ACQUIRE) - 1 - depth;
    struct sigaction action;
    sigset_t pending;
    lanner_thread.raised_depth = 0;
    if (index >= 0) {
        action = fault->hosts[index];
    }
    if (index < 0 || ((action.sa_flags & SA_SIGINFO) == 0 && action.sa_handler == SIG_DFL)) {
        do_default(fault->signal, details);
        return;
    }
    if ((action.sa_flags & SA_SIGINFO) == 0 && action.sa_handler == SIG_IGN) {
        if (details->si_code > 0) {
            do_default(fault->signal, details);
        }
        return;
    }
    if ((action.sa_flags & (int)SA_RESETHAND) != 0) {
        fault->hosts[index].sa_flags &= ~SA_SIGINFO;
        fault->hosts[index].sa_handler = SIG_DFL;
    }
    state->uc_link = (void*)&handing[depth];
    lanner_thread.handing_frame = &mark;
    lanner_thread.handing_depth = depth;
    call_handler(&action, fault->signal, details, context);
    lanner_thread.handing_frame = outer_frame;
    lanner_thread.handing_depth = outer_depth;
    state->uc_link = mark;
    if (sigpending(&pending) == 0 && sigismember(&pending, fault->signal) == 1) {
        lanner_thread.raised_depth = depth + 1;
    }
}

/* Whether a fault is one of a handler on the alternate stack. No guest runs there, and .NET would write over it. */
static bool is_on_signal_stack(ucontext_t* context)
{
#if CAN_SWITCH_STACKS
    uintptr_t top = (uintptr_t)interrupted_stack(context);
    uintptr_t start = (uintptr_t)context->uc_stack.ss_sp;
    return top > start && top - start < context->uc_stack.ss_size;
#else
    (void)context;
    return false;
#endif
}

/*
 * Gives a thread its alternate stack again that somebody has taken away, as Rust does before the destructors of a thread's variables. Where
 * there is none, .NET's handler runs below the guest, and unwinds by what it has noted of the handler that ran last, of whatever thread: if
 * that one had an alternate stack, the exception finds no way out of the guest, and the process ends. The system takes the stack from the
 * context when the handler returns, and then the fault happens again.
 */
static bool has_taken_stack_again(int signal, ucontext_t* context)
{
#if defined(__linux__)
    stack_t stack;
    if (signal == SIGTRAP || !lanner_thread.is_ready || (context->uc_stack.ss_flags & SS_DISABLE) == 0) {
        return false;
    }
    lanner_signals_prepare_thread();
    if (sigaltstack(NULL, &stack) != 0 || (stack.ss_flags & SS_DISABLE) != 0) {
        return false;
    }
    stack.ss_flags = 0;
    context->uc_stack = stack;
    return true;
#else
    (void)signal;
    (void)context;
    return false;
#endif
}

static void front(int signal, siginfo_t* details, void* context)
{
    int saved = errno;
    struct fault* fault = find_fault(signal);
    ucontext_t* state = context;
    if (fault == NULL) {
        return;
    }
    /* What somebody has sent, and what a handler of the host does on the alternate stack, is not of a guest. */
    if (!is_handing(state) && details->si_code > 0 && !is_on_signal_stack(state) && is_of_runtime()) {
        /* From here .NET usually does not come back. When it does, the system restores the mask. */
        bool is_first = lanner_thread.is_ready && !lanner_thread.has_mask;
        if (has_taken_stack_again(signal, state)) {
            errno = saved;
            return;
        }
        if (is_first) {
            lanner_thread.mask = mask_of(&state->uc_sigmask);
            lanner_thread.has_mask = true;
            state->uc_link = (void*)&noted;
        }
        call_runtime(fault, details, context);
        if (is_first && (void*)state->uc_link == (void*)&noted) {
            lanner_thread.has_mask = false;
            state->uc_link = NULL;
        }
    } else {
        if (!is_handing(state)) {
            block_as_host(fault, state);
        }
        errno = saved;
        hand_to_host(fault, details, context);
    }
    errno = saved;
}

/* What .NET finds when it starts, and goes on to with faults that are not its own. */
static void declined(int signal, siginfo_t* details, void* context)
{
    struct fault* fault = find_fault(signal);
    ucontext_t* state = context;
    if (fault == NULL) {
        return;
    }
    if ((void*)state->uc_link == (void*)&noted) {
        lanner_thread.has_mask = false;
        state->uc_link = NULL;
    }
    block_as_host(fault, state);
    hand_to_host(fault, details, context);
}

static bool is_same(const struct sigaction* left, const struct sigaction* right)
{
    return (left->sa_flags & SA_SIGINFO) == (right->sa_flags & SA_SIGINFO)
        && ((left->sa_flags & SA_SIGINFO) != 0
            ? left->sa_sigaction == right->sa_sigaction
            : left->sa_handler == right->sa_handler);
}

static void install(struct fault* fault)
{
    struct sigaction action = fault->runtime;
    size_t index;
    action.sa_sigaction = front;
    sigfillset(&action.sa_mask);
    for (index = 0; index < sizeof faults / sizeof *faults; index++) {
        sigdelset(&action.sa_mask, faults[index].signal);
    }
    action.sa_flags |= SA_SIGINFO;
#if CAN_SWITCH_STACKS
    action.sa_flags |= SA_ONSTACK;
#endif
    sigaction(fault->signal, &action, NULL);
}

uint64_t lanner_signals_block(void)
{
    sigset_t all;
    sigset_t before_start;
    size_t index;
    sigfillset(&all);
    for (index = 0; index < sizeof faults / sizeof *faults; index++) {
        sigdelset(&all, faults[index].signal);
    }
    sigdelset(&all, STOPPING_SIGNAL);
    pthread_sigmask(SIG_BLOCK, &all, &before_start);
    return mask_of(&before_start);
}

void lanner_signals_unblock(uint64_t mask)
{
    set_mask(mask);
}

void lanner_signals_remember(void)
{
    size_t index;
    int signal;
    for (signal = 1; signal < SIGNAL_COUNT; signal++) {
        if (sigaction(signal, NULL, &before[signal]) != 0) {
            memset(&before[signal], 0, sizeof before[signal]);
        }
    }
    for (index = 0; index < sizeof faults / sizeof *faults; index++) {
        struct fault* fault = &faults[index];
        struct sigaction action = before[fault->signal];
        fault->hosts[0] = before[fault->signal];
        fault->host_count = 1;
        action.sa_sigaction = declined;
        action.sa_flags = SA_SIGINFO | SA_RESTART | (before[fault->signal].sa_flags & SA_ONSTACK);
        sigaction(fault->signal, &action, NULL);
    }
}

static void free_own_stack(void* memory)
{
    stack_t stack;
    if (sigaltstack(NULL, &stack) == 0 && stack.ss_sp == memory) {
        memset(&stack, 0, sizeof stack);
        stack.ss_flags = SS_DISABLE;
        sigaltstack(&stack, NULL);
    }
    munmap((char*)memory - GUARD, OWN_STACK + GUARD);
}

/* Whether .NET has installed a handler, and not a thread of the host while .NET started. */
static bool is_of_dotnet(int signal, const struct sigaction* action)
{
    Dl_info info;
    union {
        void (*handler)(int);
        void* address;
    } code;
    if ((action->sa_flags & SA_SIGINFO) == 0 && (action->sa_handler == SIG_IGN || action->sa_handler == SIG_DFL)) {
        return signal == SIGPIPE && action->sa_handler == SIG_IGN;
    }
    code.handler = action->sa_handler;
    return dladdr(code.address, &info) != 0 && info.dli_fname != NULL
        && (strstr(info.dli_fname, "coreclr") != NULL || strstr(info.dli_fname, "System.Native") != NULL);
}

void lanner_signals_arrange(void)
{
    int signal;
    for (signal = 1; signal < SIGNAL_COUNT; signal++) {
        struct sigaction now;
        struct fault* fault = find_fault(signal);
        if (sigaction(signal, NULL, &now) != 0 || is_same(&now, &before[signal])) {
            continue;
        }
        if (fault != NULL) {
            if (now.sa_sigaction == declined) {
                fault->host_count = 0;
                sigaction(signal, &before[signal], NULL);
                continue;
            }
            fault->runtime = now;
            install(fault);
            continue;
        }
        if (!is_of_dotnet(signal, &now)) {
            continue;
        }
#if defined(SIGRTMIN)
        if (signal >= SIGRTMIN) {
            continue;
        }
#else
        if (signal == STOPPING_SIGNAL) {
            continue;
        }
#endif
        sigaction(signal, &before[signal], NULL);
    }
}

bool lanner_signals_check(void)
{
    bool has_changed = false;
    size_t index;
    lanner_lock();
    for (index = 0; index < sizeof faults / sizeof *faults; index++) {
        struct fault* fault = &faults[index];
        struct sigaction now;
        if (fault->host_count == 0 || sigaction(fault->signal, NULL, &now) != 0
            || ((now.sa_flags & SA_SIGINFO) != 0 && now.sa_sigaction == front)) {
            continue;
        }
        if (fault->host_count < MOST_HANDLERS) {
            fault->hosts[fault->host_count] = now;
            __atomic_store_n(&fault->host_count, fault->host_count + 1, __ATOMIC_RELEASE);
        } else {
            fault->hosts[MOST_HANDLERS - 1] = now;
        }
        install(fault);
        has_changed = true;
    }
    lanner_unlock();
    return has_changed;
}

static void make_own_stack_key(void)
{
    pthread_key_create(&own_stack_key, free_own_stack);
}

void lanner_signals_prepare_thread(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    stack_t stack;
    void* memory;
    pthread_once(&once, make_own_stack_key);
    if (sigaltstack(NULL, &stack) != 0 || (stack.ss_flags & SS_ONSTACK) != 0
        || ((stack.ss_flags & SS_DISABLE) == 0 && stack.ss_size >= SMALLEST_STACK)) {
        return;
    }
    memory = pthread_getspecific(own_stack_key);
    if (memory == NULL) {
        memory = mmap(NULL, OWN_STACK + GUARD, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED) {
            return;
        }
        mprotect(memory, GUARD, PROT_NONE);
        memory = (char*)memory + GUARD;
        pthread_setspecific(own_stack_key, memory);
    }
    memset(&stack, 0, sizeof stack);
    stack.ss_sp = memory;
    stack.ss_size = OWN_STACK;
    sigaltstack(&stack, NULL);
}

void lanner_signals_note_runtime_thread(void)
{
    stack_t stack;
    if (sigaltstack(NULL, &stack) == 0 && (stack.ss_flags & SS_DISABLE) == 0) {
        runtime_stack_size = stack.ss_size;
    }
}

#endif
