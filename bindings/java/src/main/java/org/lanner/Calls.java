package org.lanner;

/** What the generated code calls around a call of a guest. */
final class Calls {
    private Calls() {}

    /** Begins a call: the store is taken, and the address of its array of values is returned. */
    static long begin(Function function) {
        Store store = function.store();
        store.enter();
        return store.scratch;
    }

    /** Calls the function with the values in the array. */
    static void invoke(Function function, long values) {
        long trap = Native.callFunction(function.pointer(), values);
        if (trap != 0) {
            throw Sneaky.rethrow(function.store().take(trap));
        }
    }

    /** Ends the call. */
    static void end(Function function) {
        function.store().leave();
    }
}
