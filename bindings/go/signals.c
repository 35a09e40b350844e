/*
 * Signals, the stacks of goroutines, and .NET.
 *
 * .NET stops threads for a collection by a signal, SIGRTMIN. It is sent to a thread that runs managed code; when it arrives, the thread may
 * have returned to Go, and be on the stack of a goroutine, which has no room for a signal: what lies below it would be overwritten. .NET
 * installs its handler without SA_ONSTACK, since the handler has to run on the stack of the managed code. The handler here comes first. It
 * runs on the alternate stack that each thread of Go has, and calls that of .NET there if it was code of the program that was
 * interrupted (which it notices, and does nothing), and on the stack that was interrupted otherwise.
 *
 * Handlers that leave the alternate stack and still need what is on it, as this one does and those of .NET for faults, must not be
 * interrupted by a signal that starts at the top of that stack again. While .NET is at a fault, the loader blocks all signals but one: .NET
 * itself lets SIGRTMIN through as soon as it is on the stack of the guest, where it still reads what the system has told of the fault. So
 * the stack is set with SS_AUTODISARM: while it is in use, signals arrive on the stack that the thread is on. (Without it, 4 of 9 processes
 * with 12,000 traps each, and collections meanwhile, ended with a fault.) The system arms it again when a handler returns. Those of .NET
 * do not return when a guest traps: then we do it.
 *
 * Threads of the library's have alternate stacks of .NET's without that flag, which are too small for its handler besides. So the handler
 * here calls that of .NET on the stack that was interrupted there, too, with all signals blocked; and hooks (lanner_set_thread_hooks) set
 * the flag for the time in which such a thread runs guests.
 */
#if !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif
#include <link.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <ucontext.h>

#include "library.h"

#if defined(__linux__) && defined(__x86_64__)

enum {
    RED_ZONE = 128,
    NEAR = 32 << 10
};

/* In linux/signal.h, which cannot be included beside signal.h. */
static const int autodisarm = (int)(1U << 31);

__thread bool lanner_go_is_ready;

static __thread stack_t alternate;
static struct sigaction runtime;
static uintptr_t code_start;
static uintptr_t code_end;

static void call_on_stack(uintptr_t stack, int signal, siginfo_t* details, void* context)
{
    __asm__ volatile(
        "movq %%rsp, %%rbx\n\t"
        "movq %[stack], %%rsp\n\t"
        "call *%[handler]\n\t"
        "movq %%rbx, %%rsp"
        : "+D"(signal), "+S"(details), "+d"(context)
        : [stack] "r"(stack), [handler] "r"(runtime.sa_sigaction)
        : "rax", "rbx", "rcx", "r8", "r9", "r10", "r11", "memory", "cc", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7",
        "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");
}

static void front(int signal, siginfo_t* details, void* state)
{
    const ucontext_t* context = state;
    uintptr_t instruction = (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
    uintptr_t interrupted = (uintptr_t)context->uc_mcontext.gregs[REG_RSP];
    bool is_of_program = instruction >= code_start && instruction < code_end;
    bool is_on_same_stack = (uintptr_t)state < interrupted && interrupted - (uintptr_t)state < NEAR;
    if (is_of_program || is_on_same_stack) {
        runtime.sa_sigaction(signal, details, state);
    } else {
        call_on_stack((interrupted - RED_ZONE) & ~(uintptr_t)15, signal, details, state);
    }
}

/* Finds the code of the program, or of the library that Go was made into. */
static int find_code(struct dl_phdr_info* info, size_t size, void* own)
{
    int index;
    (void)size;
    for (index = 0; index < info->dlpi_phnum; index++) {
        const ElfW(Phdr)* segment = &info->dlpi_phdr[index];
        uintptr_t start = (uintptr_t)(info->dlpi_addr + segment->p_vaddr);
        if (segment->p_type == PT_LOAD && (segment->p_flags & PF_X) != 0 && (uintptr_t)own >= start
            && (uintptr_t)own < start + segment->p_memsz) {
            code_start = start;
            code_end = start + segment->p_memsz;
            return 1;
        }
    }
    return 0;
}

void lanner_go_prepare_thread(void)
{
    stack_t stack;
    lanner_go_is_ready = true;
    if (code_end == 0 || sigaltstack(NULL, &stack) != 0 || (stack.ss_flags & (SS_DISABLE | SS_ONSTACK)) != 0) {
        return;
    }
    stack.ss_flags = autodisarm;
    if (sigaltstack(&stack, NULL) == 0) {
        alternate = stack;
    }
}

void lanner_go_arm(void)
{
    stack_t stack;
    if (alternate.ss_sp != NULL && sigaltstack(NULL, &stack) == 0 && (stack.ss_flags & SS_DISABLE) != 0) {
        sigaltstack(&alternate, NULL);
    }
}

/* A thread of the library's is about to run guests. Its alternate stack is .NET's, which has no SS_AUTODISARM, and gets it for that time. */
void lanner_go_begin_abroad(void* env)
{
    (void)env;
    lanner_go_prepare_thread();
}

void lanner_go_end_abroad(void* env)
{
    stack_t stack = alternate;
    (void)env;
    if (stack.ss_sp != NULL) {
        alternate.ss_sp = NULL;
        stack.ss_flags = 0;
        sigaltstack(&stack, NULL);
    }
}

void lanner_go_arrange_signals(void)
{
    struct sigaction action;
    union {
        void (*function)(int, siginfo_t*, void*);
        void* address;
    } own;
    own.function = front;
    if (sigaction(SIGRTMIN, NULL, &runtime) != 0 || (runtime.sa_flags & SA_SIGINFO) == 0 || (runtime.sa_flags & SA_ONSTACK) != 0) {
        /* A library that does this itself. */
        return;
    }
    dl_iterate_phdr(find_code, own.address);
    lanner_go_prepare_thread();
    if (alternate.ss_sp == NULL) {
        /* A system that does not know SS_AUTODISARM: with Linux before 4.7 there is nothing to be done. */
        code_end = 0;
        return;
    }
    action = runtime;
    action.sa_sigaction = front;
    action.sa_flags |= SA_ONSTACK;
    sigfillset(&action.sa_mask);
    sigaction(SIGRTMIN, &action, NULL);
}

#else

bool lanner_go_is_ready = true;

void lanner_go_prepare_thread(void)
{
}

void lanner_go_arm(void)
{
}

void lanner_go_begin_abroad(void* env)
{
    (void)env;
}

void lanner_go_end_abroad(void* env)
{
    (void)env;
}

void lanner_go_arrange_signals(void)
{
}

#endif
