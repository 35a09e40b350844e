/* Windows has no signals of this kind: .NET takes part in the handling of exceptions that each thread has. */
#if defined(_WIN32)

#include "loader.h"

uint64_t lanner_signals_block(void)
{
    return 0;
}

void lanner_signals_unblock(uint64_t mask)
{
    (void)mask;
}

void lanner_signals_restore_mask(void)
{
}

void lanner_signals_remember(void)
{
}

void lanner_signals_arrange(void)
{
}

bool lanner_signals_check(void)
{
    return false;
}

void lanner_signals_prepare_thread(void)
{
}

void lanner_signals_note_runtime_thread(void)
{
}

#endif
