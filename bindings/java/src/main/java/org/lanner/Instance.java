package org.lanner;

import java.lang.ref.Reference;
import java.util.HashMap;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;

/** An instance of a module. It belongs to a store, and ends with it. */
public final class Instance {
    private final Store store;
    private final Module module;
    private final long pointer;
    private final HashMap<String, Extern> found = new HashMap<>();

    Instance(Store store, Module module, long pointer) {
        this.store = store;
        this.module = module;
        this.pointer = pointer;
        Extern.releaseLater(this, pointer, Native.wasm_instance_delete);
    }

    /**
     * Makes an instance of a module that imports nothing, and runs its start function.
     *
     * @param store the store
     * @param module the module
     * @return the instance
     * @throws Trap the start function has trapped, or the module imports something
     */
    public static Instance of(Store store, Module module) {
        try (Linker linker = new Linker(module.engine())) {
            return linker.instantiate(store, module);
        }
    }

    long pointer() {
        return pointer;
    }

    /**
     * Returns the store that the instance lives in.
     *
     * @return the store
     */
    public Store store() {
        return store;
    }

    /**
     * Returns the module.
     *
     * @return the module
     */
    public Module module() {
        return module;
    }

    /**
     * Returns an export.
     *
     * @param name its name
     * @return the export
     * @throws NoSuchElementException the module exports nothing under that name
     */
    public Extern export(String name) {
        store.enter();
        try (Scope scope = new Scope()) {
            Extern known = found.get(name);
            if (known == null) {
                known = Extern.of(store, Native.call(Native.lanner_instance_export, pointer, scope.text(name, "the name")), name);
                if (known == null) {
                    String names = module.exports().stream().map(export -> "'" + export.name() + "'").collect(Collectors.joining(", "));
                    throw new NoSuchElementException(
                            "no export is named '" + name + "'; the module exports " + (names.isEmpty() ? "nothing" : names));
                }
                found.put(name, known);
            }
            return known;
        } finally {
            store.leave();
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Returns a function.
     *
     * @param name its name
     * @return the function
     * @throws NoSuchElementException the module exports nothing under that name
     * @throws LannerException it is something else
     */
    public Function function(String name) {
        return Extern.cast(export(name), Function.class, name);
    }

    /**
     * Returns a function behind an interface, by {@link Function#as}.
     *
     * @param <T> the interface
     * @param name its name
     * @param type the interface
     * @return the function
     * @throws NoSuchElementException the module exports nothing under that name
     * @throws IllegalArgumentException the interface is of other types
     */
    public <T> T function(String name, Class<T> type) {
        return function(name).as(type);
    }

    /**
     * Returns a memory.
     *
     * @param name its name
     * @return the memory
     * @throws NoSuchElementException the module exports nothing under that name
     * @throws LannerException it is something else
     */
    public Memory memory(String name) {
        return Extern.cast(export(name), Memory.class, name);
    }

    /**
     * Returns the memory that is exported as {@code memory}.
     *
     * @return the memory
     * @throws NoSuchElementException the module exports nothing under that name
     */
    public Memory memory() {
        return memory("memory");
    }

    /**
     * Returns a global.
     *
     * @param name its name
     * @return the global
     * @throws NoSuchElementException the module exports nothing under that name
     * @throws LannerException it is something else
     */
    public Global global(String name) {
        return Extern.cast(export(name), Global.class, name);
    }

    /**
     * Returns a table.
     *
     * @param name its name
     * @return the table
     * @throws NoSuchElementException the module exports nothing under that name
     * @throws LannerException it is something else
     */
    public Table table(String name) {
        return Extern.cast(export(name), Table.class, name);
    }

    /**
     * Runs a program of WASI (the export {@code _start}).
     *
     * @return its status
     * @throws Trap the program has trapped
     */
    public int run() {
        try {
            function("_start").call();
            return 0;
        } catch (ProgramExit end) {
            return end.status();
        }
    }
}
