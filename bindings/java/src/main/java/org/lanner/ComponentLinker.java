package org.lanner;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Definitions by name, from which components get what they import. It belongs to a store, which it serves, and ends with it. */
public final class ComponentLinker {
    private final Store store;
    private final long pointer;
    private final List<ComponentHostType> types = new ArrayList<>();

    /**
     * Makes a linker that defines nothing.
     *
     * @param store the store
     */
    public ComponentLinker(Store store) {
        this.store = Objects.requireNonNull(store, "the store");
        store.enter();
        try {
            pointer = Native.made(Native.call(Native.lanner_component_linker_new, store.pointer()), "making the linker");
            Extern.releaseLater(this, pointer, Native.lanner_component_linker_delete);
        } finally {
            store.leave();
        }
    }

    /**
     * Returns the store.
     *
     * @return the store
     */
    public Store store() {
        return store;
    }

    /**
     * Defines a function of the host.
     *
     * @param interfaceName the interface, such as {@code ns:package/interface@1.0.0}; null for a function that is imported by its own name
     * @param name the name
     * @param function what is called
     * @return this linker
     * @throws LannerException the names are taken
     */
    public ComponentLinker define(String interfaceName, String name, ComponentHostFunction function) {
        Objects.requireNonNull(function, "the host function");
        // The library calls functions for components with three pointers, as others.
        return define(interfaceName, name, Native.lanner_component_linker_define, Host.STUB,
                type -> new ComponentHost(store, type, function));
    }

    /**
     * Defines a function of the host that returns a stage, for whose end the guest waits. One whose type of the function is async goes on
     * meanwhile, if it can.
     *
     * @param interfaceName the interface, as for {@link #define}
     * @param name the name
     * @param function what is called
     * @return this linker
     * @throws LannerException the names are taken
     */
    public ComponentLinker defineAsync(String interfaceName, String name, AsyncComponentHostFunction function) {
        Objects.requireNonNull(function, "the host function");
        return define(interfaceName, name, Native.lanner_component_linker_define_async, AsyncHost.COMPONENT_STUB,
                type -> new AsyncComponentHost(store, type, function));
    }

    private interface Maker {
        Callee make(ComponentHostType type);
    }

    private ComponentLinker define(String interfaceName, String name, Native.Symbol define, long stub, Maker maker) {
        store.enter();
        try (Scope scope = new Scope()) {
            long first = interfaceName == null ? 0 : scope.text(interfaceName, "the name of the interface");
            long second = scope.text(name, "the name");
            ComponentHostType type = new ComponentHostType(interfaceName, name);
            long number = store.keep(maker.make(type));
            Native.done(Native.call(define, pointer, first, second, stub, number, 0), "the definition");
            types.add(type);
            return this;
        } finally {
            store.leave();
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Defines the interfaces of WASI 0.2 with what a configuration grants. It is complete then: later changes have no effect here.
     *
     * @param wasi the configuration
     * @return this linker
     */
    public ComponentLinker defineWasi(WasiConfig wasi) {
        store.enter();
        try {
            wasi.use(config -> Native.done(
                    Native.call(Native.lanner_component_linker_define_wasi, pointer, config), "the definition of WASI"));
            return this;
        } finally {
            store.leave();
            Reference.reachabilityFence(this);
        }
    }

    private interface Entry {
        long enter(long component, long trap);
    }

    /** Calls a function of the library that runs a guest. Who calls this has entered the store. */
    private long enter(Scope scope, Component component, Entry entry) {
        for (ComponentHostType type : types) {
            type.take(component.description());
        }
        long trap = scope.room(8);
        long result = component.use(name -> entry.enter(name, trap));
        if (Raw.getLong(trap) != 0) {
            throw Sneaky.rethrow(store.take(Raw.getLong(trap)));
        }
        return result;
    }

    /**
     * Makes an instance.
     *
     * @param component the component
     * @return the instance
     * @throws LannerException something that the component imports is missing or of another type
     * @throws Trap the guest has trapped
     */
    public ComponentInstance instantiate(Component component) {
        store.enter();
        try (Scope scope = new Scope()) {
            long made = enter(scope, component, (name, trap) ->
                    Native.call(Native.lanner_component_linker_instantiate, pointer, name, trap));
            return new ComponentInstance(store, component, Native.made(made, "making the instance"));
        } finally {
            store.leave();
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Runs a program, which is a component that exports {@code wasi:cli/run}. The linker needs WASI, and what else the component imports.
     *
     * @param component the program
     * @return the status that it ends with
     * @throws LannerException something that the component imports is missing, or it is no program
     * @throws Trap the program has trapped
     */
    public int run(Component component) {
        store.enter();
        try (Scope scope = new Scope()) {
            long status = scope.room(8);
            long done = enter(scope, component, (name, trap) ->
                    Native.call(Native.lanner_component_linker_run, pointer, name, status, trap));
            Native.done(done, "running the program");
            return Raw.getInt(status);
        } finally {
            store.leave();
            Reference.reachabilityFence(this);
        }
    }
}
