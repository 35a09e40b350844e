package org.lanner;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** A stage of the host's, for whose end a guest waits. It is held until then. */
final class Wait {
    private static final ConcurrentHashMap<Long, Wait> WAITS = new ConcurrentHashMap<>();
    private static final AtomicLong LAST_NUMBER = new AtomicLong();
    private static final long CANCELLED =
            Native.stub(MethodHandles.lookup(), "cancelled", MethodType.methodType(void.class, long.class));

    private final AsyncHost host;
    private final long completion;
    private final long number = LAST_NUMBER.incrementAndGet();
    private final AtomicBoolean hasEnded = new AtomicBoolean();
    private volatile CompletionStage<?> stage;

    private Wait(AsyncHost host, long completion) {
        this.host = host;
        this.completion = completion;
    }

    /** Calls a host function, and ends the completion when its stage has ended. */
    static void begin(AsyncHost host, long caller, long arguments, long completion) {
        Wait wait = new Wait(host, completion);
        try {
            CompletionStage<?> stage = host.call(caller, arguments);
            Objects.requireNonNull(stage, "the host function has returned null; a stage was expected");
            wait.stage = stage;
            // Before anybody can end the completion.
            WAITS.put(wait.number, wait);
            Native.call(Native.lanner_completion_on_cancel, completion, CANCELLED, wait.number);
            stage.whenComplete(wait::end);
        } catch (Throwable error) {
            wait.end(null, error);
        }
    }

    /** True for who is the first to end the completion, and does so. */
    private boolean claim() {
        WAITS.remove(number);
        return hasEnded.compareAndSet(false, true);
    }

    private void end(Object result, Throwable error) {
        if (!claim()) {
            return;
        }
        try {
            host.finish(completion, result, unwrap(error));
        } catch (Throwable failure) {
            fail(failure);
        }
    }

    /** What a stage has ended with itself: stages that depend on others wrap it. */
    private static Throwable unwrap(Throwable error) {
        Throwable found = error;
        while (found instanceof CompletionException && found.getCause() != null) {
            found = found.getCause();
        }
        return found;
    }

    private void fail(Throwable failure) {
        long[] trap = new long[1];
        if (host.store.whileOpen(() -> trap[0] = host.store.errors.trap(failure))) {
            Native.call(Native.lanner_completion_trap, completion, trap[0]);
        } else {
            host.finishWithNothing(completion);
        }
    }

    /** The library calls this when nobody waits any more, on any thread. Nothing may be thrown from here. */
    @SuppressWarnings("unused")
    private static void cancelled(long number) {
        try {
            Wait wait = WAITS.get(number);
            if (wait != null && wait.claim()) {
                wait.host.finishWithNothing(wait.completion);
                // What depends on the stage is the program's, and may take its time.
                Thread.startVirtualThread(wait::cancelStage);
            }
        } catch (Throwable error) {
            // There is nobody to tell.
        }
    }

    private void cancelStage() {
        try {
            stage.toCompletableFuture().cancel(true);
        } catch (UnsupportedOperationException error) {
            // A stage that cannot be cancelled runs on.
        }
    }
}
