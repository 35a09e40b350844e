package org.lanner;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;

/** A function of the host as the library calls it. */
abstract class Host extends Callee {
    /** The address of the code that the library calls. */
    static final long STUB = Native.stub(
            MethodHandles.lookup(), "call", MethodType.methodType(long.class, long.class, long.class, long.class));

    Host(Store store, Signature signature) {
        super(store, signature);
    }

    /** Takes the arguments from the array, and leaves the results there. */
    abstract void run(long caller, long values) throws Throwable;

    /**
     * The library calls this. Nothing may be thrown from here: it would end the process. The error is left in the store, and a trap
     * that was made in advance ends the guest.
     */
    @SuppressWarnings("unused")
    private static long call(long number, long caller, long values) {
        Store store = null;
        int before = 0;
        Thread owner = null;
        try {
            Host host = (Host) find(number);
            store = host.store;
            before = store.callbacks;
            if (store.hasCalls) {
                owner = store.pass(Thread.currentThread());
            }
            store.callbacks = before + 1;
            store.callback();
            host.run(caller, values);
            store.callbacks = before;
            if (owner != null) {
                store.owner = owner;
            }
            return 0;
        } catch (Throwable error) {
            store.callbacks = before;
            if (owner != null) {
                store.owner = owner;
                try {
                    // Several calls may be on their way.
                    return store.errors.trap(error);
                } catch (Throwable second) {
                    // There is no stack left.
                }
            }
            // Nothing is called here, since there may be no stack left.
            store.errors.thrown = error;
            return store.state.spareTrap;
        }
    }

    /** A host of any type. */
    static final class Dynamic extends Host {
        private final HostFunction function;

        Dynamic(Store store, Signature signature, HostFunction function) {
            super(store, signature);
            this.function = function;
        }

        @Override
        void run(long caller, long values) throws Throwable {
            Object[] arguments = new Object[signature.params.length];
            for (int index = 0; index < arguments.length; index++) {
                arguments[index] = Values.read(store, values + index * 16L, signature.params[index], false);
            }
            finish(function.call(caller(caller), arguments), values);
        }
    }

    /** A host behind an interface whose types are no primitive ones, or which this package cannot implement. */
    static final class Typed extends Host {
        private final MethodHandle handle;
        private final boolean hasCaller;

        Typed(Store store, Signature signature, MethodHandle handle, boolean hasCaller) {
            super(store, signature);
            this.hasCaller = hasCaller;
            this.handle = handle.asSpreader(Object[].class, handle.type().parameterCount())
                    .asType(MethodType.methodType(Object.class, Object[].class));
        }

        @Override
        void run(long caller, long values) throws Throwable {
            int first = hasCaller ? 1 : 0;
            Object[] arguments = new Object[signature.params.length + first];
            if (hasCaller) {
                arguments[0] = caller(caller);
            }
            for (int index = 0; index < signature.params.length; index++) {
                arguments[index + first] = Values.read(store, values + index * 16L, signature.params[index], false);
            }
            finish((Object) handle.invokeExact(arguments), values);
        }
    }

    /** Writes what the host has returned. */
    final void finish(Object result, long values) {
        ValueType[] kinds = signature.results;
        Object[] results = results(result);
        if (kinds.length == 0) {
            return;
        }
        // Into memory of our own first, so that a mistake in the middle leaves nothing there that would be released twice.
        List<Long> made = new ArrayList<>(0);
        try (Scope scope = new Scope()) {
            long own = scope.room(signature.size);
            try {
                for (int index = 0; index < kinds.length; index++) {
                    Values.write(store, own + index * 16L, kinds[index], results[index], "result of the host function", index, made);
                }
            } catch (RuntimeException error) {
                Values.release(made);
                throw error;
            }
            for (int index = 0; index < kinds.length * 2; index++) {
                Raw.putLong(values + index * 8L, Raw.getLong(own + index * 8L));
            }
        }
    }
}
