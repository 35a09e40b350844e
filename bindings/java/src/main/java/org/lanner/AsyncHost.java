package org.lanner;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A function of the host that returns stages, as the library calls it. */
abstract class AsyncHost extends Callee {
    /** The addresses of the code that the library calls, for functions and for those of components. */
    static final long STUB = Native.stub(
            MethodHandles.lookup(), "begin", MethodType.methodType(void.class, long.class, long.class, long.class, long.class));
    static final long COMPONENT_STUB = Native.stub(
            MethodHandles.lookup(), "beginOfComponent", MethodType.methodType(void.class, long.class, long.class, long.class));

    AsyncHost(Store store, Signature signature) {
        super(store, signature);
    }

    /** Takes the arguments from the vector. */
    abstract CompletionStage<?> call(long caller, long arguments) throws Throwable;

    /** Ends the wait with what the stage has ended with; or throws what ends the guest. */
    abstract void finish(long completion, Object result, Throwable error) throws Throwable;

    /** Ends the wait when nobody waits any more. */
    abstract void finishWithNothing(long completion);

    @SuppressWarnings("unused")
    private static void beginOfComponent(long number, long arguments, long completion) {
        begin(number, 0, arguments, completion);
    }

    /** The library calls this. Nothing may be thrown from here: it would end the process. */
    private static void begin(long number, long caller, long arguments, long completion) {
        AsyncHost host = (AsyncHost) find(number);
        Store store = host.store;
        int before = store.callbacks;
        Thread owner = store.hasCalls ? store.pass(Thread.currentThread()) : null;
        try {
            store.callbacks = before + 1;
            store.callback();
            Wait.begin(host, caller, arguments, completion);
        } catch (Throwable error) {
            // Only an overflow of the stack can have come here: the guest waits until it is interrupted.
        }
        store.callbacks = before;
        if (owner != null) {
            store.owner = owner;
        }
    }

    /** One for modules. */
    abstract static class OfModule extends AsyncHost {
        OfModule(Store store, Signature signature) {
            super(store, signature);
        }

        @Override
        final void finish(long completion, Object result, Throwable error) throws Throwable {
            if (error != null) {
                throw error;
            }
            List<Long> made = new ArrayList<>(0);
            try (Scope scope = new Scope()) {
                long[] vector = new long[1];
                Object[] results = results(result);
                // References are made in the store.
                if (store.whileOpen(() -> vector[0] = Values.writeVector(
                        scope, store, signature.results, results, "result of the host function", made))) {
                    Native.call(Native.lanner_completion_return, completion, vector[0]);
                } else {
                    finishWithNothing(completion);
                }
            } finally {
                Values.release(made);
            }
        }

        @Override
        final void finishWithNothing(long completion) {
            Native.call(Native.lanner_completion_return, completion, 0);
        }
    }

    /** A host of any type. */
    static final class Dynamic extends OfModule {
        private final AsyncHostFunction function;

        Dynamic(Store store, Signature signature, AsyncHostFunction function) {
            super(store, signature);
            this.function = function;
        }

        @Override
        CompletionStage<?> call(long caller, long arguments) throws Throwable {
            return function.call(caller(caller), Values.readVector(store, signature.params, arguments));
        }
    }

    /** A host behind an interface, whose method returns a stage. */
    static final class Typed extends OfModule {
        private final MethodHandle handle;
        private final boolean hasCaller;

        Typed(Store store, Signature signature, MethodHandle handle, boolean hasCaller) {
            super(store, signature);
            this.hasCaller = hasCaller;
            this.handle = handle.asSpreader(Object[].class, handle.type().parameterCount())
                    .asType(MethodType.methodType(CompletionStage.class, Object[].class));
        }

        @Override
        CompletionStage<?> call(long caller, long arguments) throws Throwable {
            Object[] given = Values.readVector(store, signature.params, arguments);
            if (hasCaller) {
                Object[] all = new Object[given.length + 1];
                all[0] = caller(caller);
                System.arraycopy(given, 0, all, 1, given.length);
                given = all;
            }
            return (CompletionStage<?>) handle.invokeExact(given);
        }
    }
}
