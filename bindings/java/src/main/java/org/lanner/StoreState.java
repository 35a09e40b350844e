package org.lanner;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/** What is left of a store when it is gone. */
final class StoreState implements Runnable {
    private final Engine engine;
    private final long pointer;

    /** Keeps the array of values. */
    @SuppressWarnings("unused")
    private final Arena arena;

    /** The numbers of what the library calls. */
    final List<Integer> calleeNumbers = new ArrayList<>();

    /** The number of the store. */
    int number;

    /** The trap by which the next error of a host function ends its guest. */
    long spareTrap;

    StoreState(Engine engine, long pointer, Arena arena) {
        this.engine = engine;
        this.pointer = pointer;
        this.arena = arena;
    }

    @Override
    public void run() {
        Native.call(Native.wasm_trap_delete, spareTrap);
        Native.call(Native.wasm_store_delete, pointer);
        Values.unregisterStore(number);
        Callee.unregister(calleeNumbers);
        engine.release();
    }
}
