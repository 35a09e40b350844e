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

    private final Store store;
    private final LongFunction<T> read;
    private final CompletableFuture<T> future = new CompletableFuture<>();
    private boolean hasEnded;
    private Owned name;

    private PendingCall(Store store, LongFunction<T> read) {
        this.store = store;
        this.read = read;
    }

    /** Begins a call. */
    interface Begin {
        /** Calls the function of the library, with its callback and what that is to be called with. */
        long begin(Scope scope, long ended, long number);
    }

    /** Begins a call in a store; what its results are is read from the library's while nobody else uses the store. */
    static <T> CompletableFuture<T> begin(Store store, Begin begin, LongFunction<T> read) {
        PendingCall<T> call = new PendingCall<>(store, read);
        long number = LAST_NUMBER.incrementAndGet();
        long pointer = 0;
        boolean isGiven = false;
        store.enter();
        try (Scope scope = new Scope()) {
            store.give(call);
            isGiven = true;
            CALLS.put(number, call);
            pointer = Native.made(begin.begin(scope, ENDED, number), "the call");
        } finally {
            if (pointer == 0) {
                CALLS.remove(number);
                if (isGiven) {
                    store.takeBack();
                }
                store.leave();
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
            store.pass(Thread.currentThread());
            if (trap == 0) {
                result = read.apply(results);
            } else {
                error = store.take(trap);
            }
            store.errors.clear();
        } catch (Throwable thrown) {
            error = thrown;
        } finally {
            store.free();
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
