package org.lanner;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/**
 * A call of a guest that a thread of the library's runs, and the future of what it returns. It is held until it has ended, and holds its
 * store. Whoever ends the future otherwise cancels the call.
 */
final class PendingCall<T> {
    private static final ConcurrentHashMap<Long, PendingCall<?>> CALLS = new ConcurrentHashMap<>();
    private static final AtomicLong LAST_NUMBER = new AtomicLong();
    private static final long ENDED = Native.stub(
            MethodHandles.lookup(), "ended", MethodType.methodType(void.class, long.class, long.class, long.class));

    /** True if no other call may be on its way in the store. */
    final boolean isAlone;

    private final Store store;
    private final LongFunction<T> read;
    private final CompletableFuture<T> future = new CompletableFuture<>();
    private boolean hasEnded;
    private Owned name;

    private PendingCall(Store store, boolean isAlone, LongFunction<T> read) {
        this.store = store;
        this.isAlone = isAlone;
        this.read = read;
    }

    /** Begins a call. */
    interface Begin {
        /** Calls the function of the library, with its callback and what that is to be called with. */
        long begin(Scope scope, long ended, long number);
    }

    /**
     * Begins a call in a store.
     *
     * @param isAlone true if no other call may be on its way in the store: then what it returns may be read from there
     * @param read reads what the call returns
     */
    static <T> CompletableFuture<T> begin(Store store, boolean isAlone, Begin begin, LongFunction<T> read) {
        PendingCall<T> call = new PendingCall<>(store, isAlone, read);
        long number = LAST_NUMBER.incrementAndGet();
        long pointer = 0;
        store.give(call);
        try (Scope scope = new Scope()) {
            CALLS.put(number, call);
            pointer = Native.made(begin.begin(scope, ENDED, number), "the call");
        } finally {
            if (pointer == 0) {
                CALLS.remove(number);
                store.end(call);
            }
        }
        call.take(new Owned(call, "call", pointer, Native.lanner_call_delete));
        call.future.whenComplete((result, error) -> call.cancel());
        return call.future;
    }

    private synchronized void take(Owned owned) {
        name = owned;
        if (hasEnded) {
            owned.close();
        }
    }

    private void cancel() {
        long pointer = name.acquireIfOpen();
        if (pointer != 0) {
            Native.call(Native.lanner_call_cancel, pointer);
            name.release();
        }
    }

    /** True if nobody waits for the end of the guest. */
    boolean isCancelled() {
        return future.isDone();
    }

    /** The library calls this when a call has ended. Nothing may be thrown from here. */
    @SuppressWarnings("unused")
    private static void ended(long number, long trap, long results) {
        try {
            CALLS.remove(number).end(trap, results);
        } catch (Throwable error) {
            // There is nobody to tell.
        }
    }

    private void end(long trap, long results) {
        T result = null;
        Throwable error = null;
        try {
            if (isAlone) {
                store.pass(Thread.currentThread());
            }
            if (trap == 0) {
                result = read.apply(results);
            } else {
                error = store.take(trap);
            }
        } catch (Throwable thrown) {
            error = thrown;
        } finally {
            store.end(this);
        }
        synchronized (this) {
            hasEnded = true;
            if (name != null) {
                name.close();
            }
        }
        if (error == null) {
            future.complete(result);
        } else {
            future.completeExceptionally(error);
        }
    }
}
