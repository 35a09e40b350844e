package org.lanner;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.HashSet;
import java.util.Set;

/**
 * Who may use a store: one thread at a time, or calls that threads of the library's run.
 *
 * <p>An overflow of Java's stack can come at any call, also of leave. So nothing is counted here that would be wrong for ever then: the
 * next call of the thread, or its end, puts things right.
 */
abstract sealed class Turns permits Store {
    private static final VarHandle OWNER;

    /** Nobody: a store that is closed belongs to it. */
    static final Thread CLOSED = new Thread("a store that is closed");

    /** Nobody yet: a store whose guest a thread of the library's runs belongs to it, but in callbacks. */
    private static final Thread PENDING = new Thread("a store with a call on its way");

    static {
        try {
            OWNER = MethodHandles.lookup().findVarHandle(Turns.class, "owner", Thread.class);
        } catch (ReflectiveOperationException error) {
            throw new AssertionError(error);
        }
    }

    final Object gate = new Object();

    /**
     * The thread that has the store for itself. It enters without an atomic instruction, until another thread wants to enter; from then
     * on the store is shared, and threads take turns as its owner.
     */
    volatile Thread biased;

    volatile Thread owner;
    volatile boolean isShared;

    /** True while the thread with the bias is inside. Nobody else writes to it. */
    private boolean isInside;

    /** How many callbacks of the store are active. Only the thread that is inside uses it. */
    int callbacks;

    /** The calls that threads of the library's run: several of components, or one. Who uses it holds the gate. */
    private final Set<PendingCall<?>> calls = new HashSet<>();

    /** True if there are such calls. */
    volatile boolean hasCalls;

    /** The memories whose bytes the program has got. */
    final Views views = new Views();

    /** Takes the store for this thread, until {@link #leave}. Who has taken it does not take it again, but in a callback. */
    final void enter() {
        Thread thread = Thread.currentThread();
        if (biased == thread) {
            isInside = true;
            // Who wants to take the bias away sets the field, waits until all threads have passed a safepoint, and then looks if
            // somebody is inside. So either it sees us, or we see it.
            if (biased == thread) {
                return;
            }
        }
        enterSlowly(thread);
    }

    private void enterSlowly(Thread thread) {
        if (!isShared) {
            synchronized (gate) {
                if (!isShared) {
                    if (biased == null) {
                        biased = thread;
                    }
                    if (biased == thread) {
                        isInside = true;
                        return;
                    }
                    share();
                }
            }
        }
        if (owner != thread) {
            own(thread);
        }
    }

    /** Makes a thread the owner of a store that is shared. */
    final void own(Thread thread) {
        Thread expected = null;
        while (true) {
            Thread found = (Thread) OWNER.compareAndExchange(this, expected, thread);
            if (found == expected) {
                return;
            }
            if (found == CLOSED) {
                throw closed();
            }
            if (found == PENDING || (found != null && hasCalls)) {
                awaitCancelled();
                continue;
            }
            if (found != null && found.isAlive()) {
                throw inUse(found);
            }
            expected = found;
        }
    }

    /** Takes the bias from the thread that has it. The caller holds the gate. */
    final void share() {
        Thread before = biased;
        biased = null;
        // Closing a shared arena waits until all threads have passed a safepoint.
        Arena.ofShared().close();
        if (isInside && before.isAlive()) {
            biased = before;
            throw inUse(before);
        }
        isShared = true;
    }

    /** Waits for the end of calls that were cancelled; any other is refused. */
    private void awaitCancelled() {
        boolean isInterrupted = false;
        synchronized (gate) {
            while (hasCalls) {
                if (!areCancelled()) {
                    throw new IllegalStateException("the store is in use by a call that is on its way; it is for one at a time");
                }
                try {
                    gate.wait();
                } catch (InterruptedException error) {
                    isInterrupted = true;
                }
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean areCancelled() {
        for (PendingCall<?> call : calls) {
            if (!call.isCancelled()) {
                return false;
            }
        }
        return true;
    }

    /** Gives the store to a call that a thread of the library's is to run, until {@link #end}. */
    final void give(PendingCall<?> call) {
        synchronized (gate) {
            if (hasCalls && !call.isAlone && !calls.iterator().next().isAlone && !areCancelled()) {
                calls.add(call);
                return;
            }
        }
        enter();
        if (callbacks > 0) {
            throw new IllegalStateException("the store is in use by a guest that has called the host; it is for one call at a time");
        }
        synchronized (gate) {
            calls.add(call);
            hasCalls = true;
            owner = PENDING;
            // Nobody else enters while the bias is taken away: they come through the gate.
            isShared = true;
            biased = null;
            isInside = false;
        }
    }

    /** A call has ended, or has not begun. After the last of them nobody uses the store. */
    final void end(PendingCall<?> call) {
        synchronized (gate) {
            calls.remove(call);
            if (!calls.isEmpty()) {
                return;
            }
            try {
                afterCalls();
            } finally {
                hasCalls = false;
                owner = null;
                gate.notifyAll();
            }
        }
    }

    /** What there is to do when no call is on its way any more, before somebody else comes. */
    void afterCalls() {
        if (views.exist) {
            views.check();
        }
    }

    /** A callback of a call that a thread of the library's runs begins, or ends: the store belongs to the thread meanwhile. */
    final Thread pass(Thread next) {
        Thread before = owner;
        owner = next;
        return before;
    }

    /** Does something that needs the store to be there, beside whoever uses it; false if it is closed. */
    final boolean whileOpen(Runnable action) {
        synchronized (gate) {
            if (owner == CLOSED) {
                return false;
            }
            action.run();
            return true;
        }
    }

    /** Gives the store back. */
    final void leave() {
        if (views.exist) {
            views.check();
        }
        // In a callback, the thread is still inside its first call. A store becomes shared only while nobody is.
        if (callbacks == 0) {
            if (isShared) {
                owner = null;
            } else {
                isInside = false;
            }
        }
    }

    static IllegalStateException closed() {
        return new IllegalStateException("the store is closed; an open one was expected");
    }

    private static IllegalStateException inUse(Thread user) {
        return new IllegalStateException("the store is in use by the thread " + user.getName() + "; it is for one thread at a time");
    }
}
