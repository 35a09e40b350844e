package org.lanner;

import java.lang.ref.Reference;
import java.util.Objects;

/**
 * Definitions by name, from which modules get what they import. What belongs to a store can be imported in that store only; WASI is for
 * any store. One thread at a time may use a linker.
 */
public final class Linker implements AutoCloseable {
    private final Engine engine;
    private final Owned owned;

    /**
     * Makes a linker that defines nothing.
     *
     * @param engine the engine
     */
    public Linker(Engine engine) {
        this.engine = Objects.requireNonNull(engine, "the engine");
        long enginePointer = engine.acquire();
        try {
            long pointer = Native.made(Native.call(Native.lanner_linker_new, enginePointer), "making the linker");
            owned = new Owned(this, "linker", pointer, Native.lanner_linker_delete);
        } finally {
            engine.release();
        }
    }

    /**
     * Allows to define something again under the same names, which hides the first definition.
     *
     * @param isAllowed true if it is allowed
     * @return this linker
     */
    public Linker allowShadowing(boolean isAllowed) {
        long pointer = owned.acquire();
        try {
            Native.done(Native.call(Native.lanner_linker_allow_shadowing, pointer, isAllowed ? 1 : 0), "allowShadowing");
            return this;
        } finally {
            owned.release();
        }
    }

    /**
     * Defines a function, global, table or memory, for its store.
     *
     * @param module the first name
     * @param name the second name
     * @param extern what is defined
     * @return this linker
     * @throws LannerException the names are taken
     */
    public Linker define(String module, String name, Extern extern) {
        Store store = extern.store();
        long pointer = owned.acquire();
        try (Scope scope = new Scope()) {
            store.enter();
            try {
                long first = scope.text(module, "the name of the module");
                long second = scope.text(name, "the name");
                Native.done(Native.call(Native.lanner_linker_define, pointer, first, second, extern.asExtern()), "the definition");
            } finally {
                store.leave();
                Reference.reachabilityFence(extern);
            }
            return this;
        } finally {
            owned.release();
        }
    }

    /**
     * Defines a function of the host of any type.
     *
     * @param store the store
     * @param module the first name
     * @param name the second name
     * @param type the type
     * @param function what is called
     * @return this linker
     * @throws LannerException the names are taken
     */
    public Linker defineFunction(Store store, String module, String name, FunctionType type, HostFunction function) {
        return define(module, name, Function.of(store, type, function));
    }

    /**
     * Defines a function of the host of any type that returns a stage, by
     * {@link Function#ofAsync(Store, FunctionType, AsyncHostFunction)}.
     *
     * @param store the store
     * @param module the first name
     * @param name the second name
     * @param type the type
     * @param function what is called
     * @return this linker
     * @throws LannerException the names are taken
     */
    public Linker defineAsyncFunction(Store store, String module, String name, FunctionType type, AsyncHostFunction function) {
        return define(module, name, Function.ofAsync(store, type, function));
    }

    /**
     * Defines a function of the host of an interface with one method, by {@link Function#of(Store, Class, Object)}:
     * {@code defineFunction(store, "host", "add", IntBinaryOperator.class, (left, right) -> left + right)}.
     *
     * @param <T> the interface
     * @param store the store
     * @param module the first name
     * @param name the second name
     * @param type the interface, whose method's types say what those of the function are
     * @param function what is called
     * @return this linker
     * @throws LannerException the names are taken
     * @throws IllegalArgumentException the interface has several methods, or other types
     */
    public <T> Linker defineFunction(Store store, String module, String name, Class<T> type, T function) {
        return define(module, name, Function.of(store, type, function));
    }

    /**
     * Defines everything that an instance exports.
     *
     * @param module the first name of all
     * @param instance the instance
     * @return this linker
     * @throws LannerException names are taken
     */
    public Linker defineInstance(String module, Instance instance) {
        Store store = instance.store();
        long pointer = owned.acquire();
        try (Scope scope = new Scope()) {
            store.enter();
            try {
                long name = scope.text(module, "the name of the module");
                Native.done(Native.call(Native.lanner_linker_define_instance, pointer, name, instance.pointer()), "the definition");
            } finally {
                store.leave();
                Reference.reachabilityFence(instance);
            }
            return this;
        } finally {
            owned.release();
        }
    }

    /**
     * Defines the functions of WASI with what a configuration grants. It is complete then: later changes have no effect here.
     *
     * @param wasi the configuration
     * @return this linker
     */
    public Linker defineWasi(WasiConfig wasi) {
        long pointer = owned.acquire();
        try {
            wasi.use(config -> Native.done(Native.call(Native.lanner_linker_define_wasi, pointer, config), "the definition of WASI"));
            return this;
        } finally {
            owned.release();
        }
    }

    /**
     * Defines each function that a module imports and that is not defined, as one that traps.
     *
     * @param module the module
     * @return this linker
     */
    public Linker defineUnknown(Module module) {
        long pointer = owned.acquire();
        try (Scope scope = new Scope()) {
            module.inTemporaryStore(scope, name -> {
                Native.done(Native.call(Native.lanner_linker_define_unknown, pointer, name), "the definition");
                return 0;
            });
            return this;
        } finally {
            owned.release();
        }
    }

    /**
     * Makes an instance, and runs its start function.
     *
     * @param store the store
     * @param module the module
     * @return the instance
     * @throws Trap the start function has trapped, something that the module imports is missing or of another type, or a limit is reached
     */
    public Instance instantiate(Store store, Module module) {
        long linker = owned.acquire();
        try (Scope scope = new Scope()) {
            store.enter();
            try {
                long trap = scope.room(8);
                long made = module.inStore(
                        store.pointer(), name -> Native.call(Native.lanner_linker_instantiate, linker, store.pointer(), name, trap));
                Instance instance = made == 0 ? null : new Instance(store, module, made);
                if (Raw.getLong(trap) != 0) {
                    throw Sneaky.rethrow(store.take(Raw.getLong(trap)));
                }
                if (instance == null) {
                    throw Native.failure("making the instance");
                }
                return instance;
            } finally {
                store.leave();
            }
        } finally {
            owned.release();
        }
    }

    /**
     * Runs a program of WASI: instantiates the module, calls {@code _start} and returns its status. A program that starts threads
     * (wasi-threads) has them, if the engine is interruptible. The linker needs WASI, and what else the module imports.
     *
     * @param store the store
     * @param module the program
     * @return its status
     * @throws Trap the program has trapped, or something that it imports is missing
     */
    public int run(Store store, Module module) {
        long linker = owned.acquire();
        try (Scope scope = new Scope()) {
            store.enter();
            try {
                long status = scope.room(8);
                long trap = scope.room(8);
                long done = module.inStore(
                        store.pointer(), name -> Native.call(Native.lanner_linker_run, linker, store.pointer(), name, status, trap));
                if (Raw.getLong(trap) != 0) {
                    throw Sneaky.rethrow(store.take(Raw.getLong(trap)));
                }
                Native.done(done, "running the program");
                return Raw.getInt(status);
            } finally {
                store.leave();
            }
        } finally {
            owned.release();
        }
    }

    /** Ends the linker. Instances that it has made go on. */
    @Override
    public void close() {
        owned.close();
    }
}
