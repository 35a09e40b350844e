package org.lanner;

import java.util.HashMap;
import java.util.NoSuchElementException;

/** The instance that calls a host function. Use it during the call. */
public final class Caller {
    private final Store store;
    private final long pointer;
    private final HashMap<String, Extern> found = new HashMap<>();
    private Memory memory;

    Caller(Store store, long pointer) {
        this.store = store;
        this.pointer = pointer;
    }

    long pointer() {
        return pointer;
    }

    /**
     * Returns the store of the instance.
     *
     * @return the store
     */
    public Store store() {
        return store;
    }

    /**
     * Returns what the instance exports under a name.
     *
     * @param name the name
     * @return the export
     * @throws NoSuchElementException it exports nothing under that name, or the host has called the function itself
     */
    public Extern export(String name) {
        if (pointer == 0) {
            throw new NoSuchElementException("there is no calling instance: the host has called the function");
        }
        Extern known = found.get(name);
        if (known != null) {
            return known;
        }
        store.enter();
        try (Scope scope = new Scope()) {
            Extern extern = Extern.of(store, Native.call(Native.lanner_caller_export, pointer, scope.text(name, "the name")), name);
            if (extern == null) {
                throw new NoSuchElementException("no export of the calling instance is named '" + name + "'");
            }
            found.put(name, extern);
            return extern;
        } finally {
            store.leave();
        }
    }

    /**
     * Returns the memory that the instance exports as {@code memory}.
     *
     * @return the memory
     * @throws NoSuchElementException it exports none
     */
    public Memory memory() {
        if (memory == null) {
            memory = Extern.cast(export("memory"), Memory.class, "memory");
        }
        return memory;
    }
}
